"""The Web API over HTTPS on 127.0.0.1: URLs, headers and methods in, JSON out."""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from tests.webapi.environment import Environment, FakeTable
from tests.webapi.refusals import Refusal, not_found

SERVICE = "/api/data/v9.2/"
TOKEN = "a-token"

_URL = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*")  # RFC 3986, without fragment
_OPTIONS = {"$select", "$filter", "$orderby", "$top", "$count", "$skiptoken", "$expand"}
_ROW = re.compile(r"(\w+)\((.*)\)")
Answer = tuple[int, Any, dict[str, str]]


class WebApi:
    """Answers requests; knows nothing of sockets."""

    def __init__(self, environment: Environment, origin: str) -> None:
        self.environment = environment
        self.root = origin + SERVICE
        self.requests: list[str] = []
        self._lock = threading.Lock()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        """Return status, JSON (or text) and headers of the answer."""
        with self._lock:
            self.requests.append(f"{method} {target}")
            try:
                return self._answer(method, target, headers, body)
            except Refusal as refusal:
                error = {"error": {"code": refusal.code, "message": str(refusal)}}
                return refusal.status, error, {}

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        if not _URL.fullmatch(target):
            raise Refusal(f"the URL is not escaped: {target!r}")
        if headers.get("authorization") != f"Bearer {TOKEN}":
            raise Refusal("no token", status=401, code="0x80048306")
        if not target.startswith(SERVICE):
            raise not_found(f"no such path: {target}")
        path, _, query = target.removeprefix(SERVICE).partition("?")
        options = dict(parse_qsl(query, strict_parsing=True, errors="strict")) if query else {}
        if unknown := options.keys() - _OPTIONS:
            raise Refusal(f"unknown query options: {sorted(unknown)}")
        if path == "$batch":
            return self._batch(headers, body)
        payload = _payload(headers, body) if body else None
        if path.startswith("EntityDefinitions"):
            return self._metadata(unquote(path), options)
        head, *rest = _segments(path)
        if rest:
            return self._action(method, head, rest, payload)
        found = _ROW.fullmatch(head)
        if found:
            table = self.environment.by_entity_set(found[1])
            return self._row(method, table, found[2], options, headers, payload)
        return self._rows(method, self.environment.by_entity_set(head), options, headers, payload)

    def _row(
        self,
        method: str,
        table: FakeTable,
        predicate: str,
        options: dict[str, str],
        headers: dict[str, str],
        payload: Any,
    ) -> Answer:
        address = table.address(predicate)
        row = table.find(address)
        if method == "PATCH" and headers.get("if-match") != "*":
            row = table.upsert(address, payload)
            return 204, None, self._entity_id(table, row)
        if row is None:
            raise not_found(f"{table.table.logical_name} With Id = {predicate} Does Not Exist")
        if method == "GET":
            return 200, table.answer(row, options.get("$select"), _annotations(headers)), {}
        if method == "PATCH":
            return 204, None, self._entity_id(table, table.update(row, payload))
        if method == "DELETE":
            table.rows = {key: other for key, other in table.rows.items() if other is not row}
            return 204, None, {}
        raise Refusal(f"{method} is not supported", status=405)

    def _rows(
        self, method: str, table: FakeTable, options: dict[str, str], headers: dict[str, str], payload: Any
    ) -> Answer:
        if method == "POST":
            return 204, None, self._entity_id(table, table.create(payload))
        if method != "GET":
            raise Refusal(f"{method} is not supported", status=405)
        rows = table.query(options)
        start = int(options.get("$skiptoken", "0"))
        found = re.search(r"odata\.maxpagesize=(\d+)", headers.get("prefer", ""))
        size = int(found[1]) if found else 5000
        select, annotations = options.get("$select"), _annotations(headers)
        result: dict[str, Any] = {"@odata.context": f"{self.root}$metadata#{table.table.entity_set_name}"}
        if options.get("$count") == "true":
            result["@odata.count"] = len(rows)
        result["value"] = [table.answer(row, select, annotations) for row in rows[start : start + size]]
        if start + size < len(rows):
            rest = {**options, "$skiptoken": str(start + size)}
            query = "&".join(f"{name}={quote(value, safe='')}" for name, value in rest.items())
            result["@odata.nextLink"] = f"{self.root}{table.table.entity_set_name}?{query}"
        table.selected(select)
        return 200, result, {}

    def _action(self, method: str, entity_set: str, rest: list[str], payload: Any) -> Answer:
        table = self.environment.by_entity_set(entity_set)
        action = rest[0].removeprefix("Microsoft.Dynamics.CRM.")
        if method != "POST" or len(rest) > 1 or not isinstance(payload, dict) or payload.keys() != {"Targets"}:
            raise Refusal(f"no such action: {method} {entity_set}/{'/'.join(rest)}")
        targets = payload["Targets"]
        type_ = f"Microsoft.Dynamics.CRM.{table.table.logical_name}"
        if not isinstance(targets, list) or any(target.get("@odata.type") != type_ for target in targets):
            raise Refusal("Targets are rows with their @odata.type")
        for target in targets:
            table.checked({key: value for key, value in target.items() if key != "@odata.id"})
        if action == "CreateMultiple":
            return 200, {"Ids": [table.create(target)[table.primary_id] for target in targets]}, {}
        if action == "UpdateMultiple":
            rows = [table.find({table.primary_id: target.get(table.primary_id)}) for target in targets]
            for target, row in zip(targets, rows, strict=True):
                if row is None:
                    raise not_found(f"{table.table.logical_name} Does Not Exist")
                table.update(row, target)
            return 204, None, {}
        if action == "UpsertMultiple":
            for target in targets:
                found = re.fullmatch(r"/?(\w+)\((.*)\)", target.pop("@odata.id", ""))
                if not found or found[1] != entity_set:
                    raise Refusal("@odata.id of a target names a row of the table")
                table.upsert(table.address(found[2]), target)
            return 204, None, {}
        raise Refusal(f"no such action: {action}")

    def _metadata(self, path: str, options: dict[str, str]) -> Answer:
        if path == "EntityDefinitions":
            found = re.fullmatch(r"LogicalName eq '(\w+)'", options.get("$filter", ""))
            if not found:
                raise Refusal(f"this fake filters definitions by LogicalName only: {options}")
            definitions = [table.definition() for table in self.environment.tables]
            names = options["$select"].split(",")
            if unknown := set(names) - definitions[0].keys():
                raise Refusal(f"Could not find properties named {sorted(unknown)}")
            rows = [{name: item[name] for name in names} for item in definitions if item["LogicalName"] == found[1]]
            return 200, {"value": rows}, {}
        cast = "/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
        found = re.fullmatch(r"EntityDefinitions\(LogicalName='(\w+)'\)" + re.escape(cast), path)
        if not found or options != {"$select": "LogicalName", "$expand": "OptionSet($select=Options)"}:
            raise Refusal(f"this fake has no such metadata: {path} {options}")
        return 200, {"value": self.environment.by_logical_name(found[1]).choices()}, {}

    def _batch(self, headers: dict[str, str], body: bytes) -> Answer:
        """Answer a batch of GET requests."""
        boundary = re.fullmatch(r"multipart/mixed; ?boundary=\"?([\w-]+)\"?", headers.get("content-type", ""))
        if not boundary:
            raise Refusal("a batch is multipart/mixed")
        answers = []
        for part in body.decode().split(f"--{boundary[1]}")[1:-1]:
            line = part.strip().partition("\r\n\r\n")[2].splitlines()[0]
            found = re.fullmatch(r"GET (\S+) HTTP/1\.1", line)
            if not found:
                raise Refusal(f"no line of a request: {line!r}")
            status, result, _ = self._answer("GET", found[1], headers | {"content-type": ""}, b"")
            answers.append({"status": status, "body": result})
        return 200, answers, {}

    def _entity_id(self, table: FakeTable, row: dict[str, Any]) -> dict[str, str]:
        return {"OData-EntityId": f"{self.root}{table.table.entity_set_name}({row[table.primary_id]})"}


def _segments(path: str) -> list[str]:
    """Return the segments of a path; a slash between quotes doesn't part them."""
    return re.findall(r"(?:'(?:[^']|'')*'|[^'/])+", path) or [""]


def _payload(headers: dict[str, str], body: bytes) -> Any:
    if not headers.get("content-type", "").startswith("application/json"):
        raise Refusal("a body is application/json", status=415)

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise Refusal("a property stands twice in an object")
        return dict(pairs)

    def constant(name: str) -> Any:
        raise Refusal(f"no JSON: {name}")

    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=members, parse_constant=constant)
    except ValueError as error:
        raise Refusal(f"no JSON: {error}") from None


def _annotations(headers: dict[str, str]) -> str:
    found = re.search(r'odata\.include-annotations="([^"]*)"', headers.get("prefer", ""))
    return found[1] if found else ""


@contextmanager
def serve(environment: Environment, certificate: Path) -> Iterator[WebApi]:
    """Serve an environment while the context lasts; `root` of what it gives is the service's URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            names = {name.lower(): value for name, value in self.headers.items()}
            status, result, headers = api.answer(self.command, self.path, names, body)
            data = b"" if result is None else json.dumps(result).encode()
            self.send_response(status)
            self.send_header("OData-Version", "4.0")
            self.send_header("Content-Type", "application/json; odata.metadata=minimal")
            self.send_header("Content-Length", str(len(data)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_DELETE = handle_any

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    api = WebApi(environment, f"https://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
