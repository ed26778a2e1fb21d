"""A service that scores accounts over HTTP, and takes a changed policy without a restart.

    pip install "relrules" fastapi uvicorn
    POLICY=customer_relationship.rel uvicorn app:app

`POST /score` takes one record as JSON and answers with its result and explanation; with 422 and
every problem where the record does not fit the policy. `GET /schema` tells what a record looks
like. `GET /health` tells which policy is in use, and what is wrong with a newer one that is not.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Body, FastAPI
from fastapi.responses import JSONResponse

import relrules


class Store:
    """The policy in use: that of a file, read again when the file changes or one it builds on.

    A changed file with a mistake in it is not taken: the policy before it stays in use.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self.policy = relrules.load(path)
        self.refused = ""
        self._seen = self._state()

    def current(self) -> relrules.Policy:
        """Return the policy in use, after a look at its files."""
        with self._lock:
            state = self._state()
            if state != self._seen:
                try:
                    self.policy, self.refused = relrules.load(self._path), ""
                except relrules.RelrulesError as error:
                    self.refused = str(error)
                # As it was before the load: what changes meanwhile is seen at the next look.
                self._seen = state
        return self.policy

    def _state(self) -> tuple[tuple[int, int], ...]:
        return tuple(_stamp(file) for file in self.policy.files)


def _stamp(file: Path) -> tuple[int, int]:
    """Return what changes with a file."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def service(store: Store) -> FastAPI:
    """Return the service for the policy of a store."""
    app = FastAPI(title="Scores with reasons")

    @app.post("/score")
    def score(
        record: Annotated[dict[str, object], Body()],
        today: dt.date | None = None,
        lang: str | None = None,
    ) -> JSONResponse:
        policy = store.current()
        try:
            result = policy.evaluate(record, today, form="json")
            answer = {**result.to_dict(lang), "explanation": result.explain(lang)}
        except relrules.FactsError as error:
            problems = [
                {"path": p.path, "code": p.code, "message": p.message} for p in error.problems
            ]
            return JSONResponse({"problems": problems}, status_code=422)
        except relrules.ArgumentError as error:
            return refused(error)
        return JSONResponse(answer)

    @app.get("/schema")
    def schema(lang: str | None = None) -> JSONResponse:
        try:
            return JSONResponse(store.current().facts_schema(lang))
        except relrules.ArgumentError as error:
            return refused(error)

    @app.get("/health")
    def health() -> dict[str, str]:
        policy = store.current()
        return {
            "policy": policy.name,
            "version": policy.version,
            "hash": policy.hash,
            "refused": store.refused,
        }

    return app


def refused(error: relrules.ArgumentError) -> JSONResponse:
    """Return the answer to a language that the library does not speak."""
    problem = {"path": "lang", "code": "argument", "message": str(error)}
    return JSONResponse({"problems": [problem]}, status_code=422)


def __getattr__(name: str) -> FastAPI:
    """Return `app`, made when a server asks for it, so that tests can make their own."""
    if name == "app":
        return service(Store(Path(os.environ["POLICY"])))
    raise AttributeError(name)
