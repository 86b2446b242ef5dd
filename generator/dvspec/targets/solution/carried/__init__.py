"""Files of an unpacked solution that a package carries: each goes unchanged where Microsoft's packer puts it."""

from dvspec.targets.solution.carried.placing import Placed, place, unpacked

__all__ = ["Placed", "place", "unpacked"]
