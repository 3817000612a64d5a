"""The team API as an application: its calls, its errors, what runs beside them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI

from workbench.server.calls import auth, policies, team
from workbench.server.office import Office
from workbench.server.problems import answer_problems


def workbench_version() -> str:
    try:
        return version("workbench")
    except PackageNotFoundError:
        return "0"  # a checkout that was not installed


def create_app(office: Office) -> FastAPI:
    app = FastAPI(
        title="Workbench team API", version=workbench_version(), docs_url=None, redoc_url=None
    )
    app.state.office = office
    for router in (auth.router, team.router, policies.router):
        app.include_router(router)
    answer_problems(app)
    return app
