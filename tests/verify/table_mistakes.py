"""Mistakes in tables, their alternate keys and views: the change in the clean package, and the rule that reports it."""

from __future__ import annotations

from tests.verify.planting import Mistake, all_of, cut, doubled, in_column, in_elastic, new_column, swap


def _key(name: str, *columns: str) -> str:
    names = "".join(f"<AttributeName>{column}</AttributeName>" for column in columns)
    return f"""<EntityKey><Name>{name}</Name><LogicalName>{name.lower()}</LogicalName>
<IntroducedVersion>1.0</IntroducedVersion><IsCustomizable>1</IsCustomizable>
<EntityKeyAttributes>{names}</EntityKeyAttributes>
<displaynames><displayname description="Key" languagecode="1033" /></displaynames></EntityKey>
"""


def _new_keys(*keys: str) -> Mistake:
    return swap("</EntityKeys>", "".join(keys) + "</EntityKeys>")


def _many_keys() -> Mistake:
    keys = [_key(f"sample_Key{number}", "sample_text", "sample_share") for number in range(10)]
    return _new_keys(*keys)


def _linked(attributes: str, *, cell: str = "parent.sample_text") -> Mistake:
    """Return a mistake in a link of the view to the parent row, which the layout shows a column of."""
    link = f'<link-entity name="sample_everything" alias="parent" {attributes} /></entity>\n</fetch>'
    return all_of(
        swap("</entity>\n</fetch>", link),
        swap('<cell name="createdon"', f'<cell name="{cell}" /><cell name="createdon"'),
    )


_JOINED = 'from="sample_everythingid" to="sample_parent"'

TABLE_MISTAKES: dict[str, tuple[Mistake, str]] = {
    # tables and primary columns
    "ownership OrganizationOwned": (swap("UserOwned", "OrganizationOwned"), "DV475"),
    "owner columns of an organization's table": (
        all_of(new_column("OwnerId", "owner", "LookupStyle=single"), swap("UserOwned", "OrgOwned")),
        "DV576",
    ),
    "entity set name with a space": (swap("sample_everythings", "sample everythings"), "DV476"),
    "entity set name of another table": (swap("sample_others<", "sample_everythings<"), "DV476"),
    "second primary id": (new_column("sample_SecondId", "primarykey", "", level="systemrequired"), "DV477"),
    "primary id with another name": (
        all_of(
            in_column("sample_EverythingId", "<Name>sample_everything", "<Name>sample_any"),
            in_column("sample_EverythingId", "<LogicalName>sample_everything", "<LogicalName>sample_any"),
            swap('PhysicalName="sample_Everything', 'PhysicalName="sample_Any'),
        ),
        "DV477",
    ),
    "primary id that is not required": (in_column("sample_EverythingId", "systemrequired", "none"), "DV477"),
    "primary id that can be updated": (
        in_column("sample_EverythingId", "<ValidForUpdateApi>0", "<ValidForUpdateApi>1"),
        "DV478",
    ),
    "table without a primary name": (in_column("sample_Name", "PrimaryName|", ""), "DV479"),
    "second primary name": (in_column("sample_Text", "<DisplayMask>", "<DisplayMask>PrimaryName|"), "DV480"),
    "primary name of type ntext": (in_column("sample_Name", "<Type>nvarchar", "<Type>ntext"), "DV481"),
    "declared system column": (new_column("CreatedOn"), "DV482"),
    "DaysSinceRecordLastModified that is not a number": (
        swap("<DaysSinceRecordLastModified>0", "<DaysSinceRecordLastModified>none"),
        "DV483",
    ),
    "DataSourceId that is not a GUID": (swap("{19897b6e-", "{19897b6e"), "DV483"),
    "EntityColor that is not a color": (
        swap("<IsDocumentManagementEnabled>", "<EntityColor>red</EntityColor>\n<IsDocumentManagementEnabled>"),
        "DV483",
    ),
    # elastic tables
    "elastic table without a DataSourceId": (cut("<DataSourceId>", "</DataSourceId>"), "DV484"),
    "elastic table with another DataSourceId": (swap("{19897b6e-", "{29897b6e-"), "DV489"),
    "currency column of an elastic table": (in_column("sample_Payload", "<Type>nvarchar", "<Type>money"), "DV485"),
    "alternate key of an elastic table": (
        in_elastic("<EntitySetName>", f"<EntityKeys>{_key('sample_K', 'sample_name')}</EntityKeys><EntitySetName>"),
        "DV486",
    ),
    "elastic table with charts": (in_elastic("<CanCreateCharts>0", "<CanCreateCharts>1"), "DV487"),
    "elastic table with duplicate detection": (
        in_elastic("<IsDuplicateCheckSupported>0", "<IsDuplicateCheckSupported>1"),
        "DV487",
    ),
    "TTLInSeconds with another type": (in_column("TTLInSeconds", "<Type>int", "<Type>bigint"), "DV488"),
    "PartitionId with another length": (in_column("PartitionId", "<MaxLength>100", "<MaxLength>200"), "DV488"),
    # alternate keys
    "eleven alternate keys": (_many_keys(), "DV536"),
    "alternate key with capitals in its LogicalName": (
        swap("<LogicalName>sample_textandcount", "<LogicalName>sample_TextAndCount"),
        "DV537",
    ),
    "duplicate alternate key": (_new_keys(_key("sample_TextAndCount", "sample_share")), "DV538"),
    "two alternate keys with the same columns": (_new_keys(_key("sample_K", "sample_count", "sample_text")), "DV539"),
    "alternate key of an unknown column": (_new_keys(_key("sample_K", "sample_none")), "DV540"),
    "alternate key with a duplicate column": (_new_keys(_key("sample_K", "sample_share", "sample_share")), "DV540"),
    "alternate key without columns": (_new_keys(_key("sample_K")), "DV540"),
    "alternate key of a multi-line text": (_new_keys(_key("sample_K", "sample_memo")), "DV541"),
    "alternate key of a secured column": (in_column("sample_Text", "<IsSecured>0", "<IsSecured>1"), "DV541"),
    "alternate key of 1,704 bytes": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>850"), "DV542"),
    "alternate key of 904 bytes": (in_column("sample_Text", "<MaxLength>300", "<MaxLength>450"), "DV543"),
    # views
    "view id that is not a GUID": (swap("{5d3c24cb-", "{5d3c24cb"), "DV555"),
    "duplicate view id": (doubled("<savedquery>", "</savedquery>"), "DV555"),
    "querytype that is not a number": (swap("<querytype>0", "<querytype>public"), "DV556"),
    "view of another table": (swap('<entity name="sample_everything">', '<entity name="sample_other">'), "DV557"),
    "view column in capitals": (swap('<cell name="sample_name"', '<cell name="sample_Name"'), "DV558"),
    "view sorted by an unknown column": (
        swap('<order attribute="sample_name"', '<order attribute="sample_none"'),
        "DV558",
    ),
    "view filtered by the name of a text": (
        swap('<condition attribute="sample_count"', '<condition attribute="sample_textname"'),
        "DV558",
    ),
    "view filtered by an unknown column": (
        swap('<condition attribute="sample_count"', '<condition attribute="x"'),
        "DV558",
    ),
    "view joined by an unknown column": (_linked('from="sample_everythingid" to="sample_none"'), "DV558"),
    "view joined from an unknown column": (_linked('from="sample_none" to="sample_parent"'), "DV558"),
    "view with an unknown column of a linked table": (_linked(_JOINED, cell="parent.sample_none"), "DV558"),
    "view with a column of an unknown link": (_linked(_JOINED, cell="mother.sample_text"), "DV558"),
    "view filtered by an unknown link": (
        swap('<condition attribute="sample_count"', '<condition entityname="mother" attribute="sample_count"'),
        "DV558",
    ),
    "view opened by an unknown column": (swap('jump="sample_name"', 'jump="sample_none"'), "DV558"),
    "condition without an operator": (swap(' operator="gt"', ""), "DV562"),
    "misspelled operator": (swap('operator="gt"', 'operator="notnull"'), "DV562"),
    "unknown operator": (swap('operator="gt"', 'operator="equals"'), "DV563"),
    "filter of type xor": (swap('<filter type="and">', '<filter type="xor">'), "DV562"),
    "order that is not true or false": (swap('descending="false"', 'descending="no"'), "DV562"),
    "fetched column without a name": (swap('<attribute name="createdon" />', "<attribute />"), "DV562"),
    "view rows with another id": (swap('id="sample_everythingid"', 'id="sample_otherid"'), "DV559"),
    "view column that is not fetched": (swap('<attribute name="createdon" />\n', ""), "DV561"),
    "cell width in percent": (swap('width="300"', 'width="30%"'), "DV564"),
    "negative cell width": (swap('width="300"', 'width="-300"'), "DV564"),
    "layout flag that is not 0 or 1": (swap('preview="1"', 'preview="true"'), "DV564"),
    "two default views": (doubled("<savedquery>", "</savedquery>"), "DV560"),
}
