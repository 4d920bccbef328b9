"""Settings: environment variables with the prefix CALENDAR_, also from `.env`; each has a working default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

from calendar_service.addresses import Addresses
from calendar_service.errors import SettingsError
from calendar_service.intake.people import email_of
from calendar_service.languages import CODES, tongue_of
from feeds.errors import FactError
from feeds.text import line_of, url_of
from feeds.tongue import Tongue
from feeds.when import zone_of

REGISTRATIONS: Final = ("open", "invitation", "closed")
"""Who may make an account: anybody, who was invited, nobody."""

TOKEN_LENGTH: Final = 20
"""Characters of a token that nobody guesses."""


def _base_url(value: str) -> str:
    if not value:
        return value
    url = url_of(value, "CALENDAR_BASE_URL").rstrip("/")
    if urlsplit(url).query or urlsplit(url).fragment or urlsplit(url).path:
        raise FactError.of("CALENDAR_BASE_URL", "CALENDAR_BASE_URL must be a scheme and a host, without a path.")
    return url


def _language(value: str) -> str:
    if value not in CODES:
        raise FactError.of("CALENDAR_LANGUAGE", f"CALENDAR_LANGUAGE must be one of {', '.join(CODES)}.")
    return value


def _registration(value: str) -> str:
    if value not in REGISTRATIONS:
        raise FactError.of("CALENDAR_REGISTRATION", f"CALENDAR_REGISTRATION must be one of {', '.join(REGISTRATIONS)}.")
    return value


def _sender(value: str) -> str:
    return email_of(value, "CALENDAR_MAIL_FROM") if value else ""


class Settings(BaseSettings):
    """What the operator sets. Relative paths are relative to the folder in which the command runs."""

    model_config = SettingsConfigDict(env_prefix="CALENDAR_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder of the database and of what the service keeps.")
    database_url: str = Field("", description="SQLAlchemy address; default: calendar.sqlite in the data folder.")
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        "", description="Outgoing addresses begin with it; default: http://localhost:PORT."
    )
    site_name: Annotated[str, AfterValidator(lambda value: line_of(value, "CALENDAR_SITE_NAME", 100))] = Field(
        "Calendar", description="Name of the site and of its feed."
    )
    time_zone: Annotated[str, AfterValidator(lambda value: zone_of(value, "CALENDAR_TIME_ZONE"))] = Field(
        "UTC", description="IANA zone that decides which day is today."
    )
    language: Annotated[str, AfterValidator(_language)] = Field(
        "en", description="Language of feeds, and of pages where the reader asks for none that is spoken here."
    )
    host: str = Field("127.0.0.1", description="Address on which the server listens.")
    port: int = Field(8000, ge=1, le=65535, description="Port on which the server listens.")
    workers: int = Field(1, ge=1, le=64, description="Processes that answer requests.")
    cache_megabytes: int = Field(256, ge=8, le=65536, description="Memory for published feeds, in each process.")
    gzip: bool = Field(True, description="Whether feeds are compressed for readers that ask for it.")
    api_rate: int = Field(
        600, ge=1, le=1_000_000, description="Requests to the API that a caller may make in a minute."
    )
    trusted_proxies: str = Field("127.0.0.1,::1", description="Addresses whose X-Forwarded-For and -Proto count.")
    log_format: Literal["text", "json"] = Field("text", description="Logs as lines for people, or as JSON.")
    registration: Annotated[str, AfterValidator(_registration)] = Field(
        "closed", description="Who may make an account: anybody (open), who was invited, or nobody (closed)."
    )
    guests: bool = Field(True, description="Whether who has no account may hand in events; moderators publish them.")
    smtp_url: str = Field(
        "", repr=False, description="Mail server for letters to accounts; default: the commands print their links."
    )
    smtp_url_file: Path | None = Field(None, description="File that holds the address of the mail server.")
    mail_from: Annotated[str, AfterValidator(_sender)] = Field(
        "", description="Sender of letters; default: calendar@ and the host of CALENDAR_BASE_URL."
    )
    metrics_token: str = Field("", repr=False, description="What opens /metrics to other machines; default: nothing.")
    metrics_token_file: Path | None = Field(None, description="File that holds the token of /metrics.")
    secret_key: str = Field("", description="What secrets are made with; default: one kept in the data folder.")
    secret_key_file: Path | None = Field(None, description="File that holds the secret key.")

    @property
    def url_of_database(self) -> str | URL:
        """The database's address, the embedded one unless set. A folder may be called what it likes."""
        return self.database_url or URL.create("sqlite", database=str((self.data_dir / "calendar.sqlite").absolute()))

    @property
    def tongue(self) -> Tongue:
        """The site's language."""
        return tongue_of(self.language)

    @property
    def addresses(self) -> Addresses:
        """Where outgoing addresses begin."""
        return Addresses(self.base_url or f"http://localhost:{self.port}")


def load_settings(**given: Any) -> Settings:
    """The settings of this process, with those given in place of the environment's.

    Raises SettingsError with a sentence for each that is wrong.
    """
    try:
        return Settings(**given)
    except UnicodeDecodeError as error:
        raise SettingsError("The file .env must be in UTF-8.") from error
    except ValidationError as error:
        sentences = (_sentence(item["loc"], item["msg"]) for item in error.errors())
        raise SettingsError(" ".join(sentences)) from error


def kept_in(file: Path | None, name: str) -> str:
    """What the file of a secret setting holds; nothing without one. Raises SettingsError, naming the setting."""
    if file is None:
        return ""
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} can't be read as text.") from error


def metrics_token(settings: Settings) -> str:
    """What opens /metrics to other machines; empty where nothing does. Raises SettingsError for what can be guessed."""
    token = settings.metrics_token or kept_in(settings.metrics_token_file, "CALENDAR_METRICS_TOKEN_FILE")
    is_set = bool(token) or settings.metrics_token_file is not None
    if is_set and (len(token) < TOKEN_LENGTH or not all("!" <= sign <= "~" for sign in token)):
        raise SettingsError(f"CALENDAR_METRICS_TOKEN must be at least {TOKEN_LENGTH} letters and digits of ASCII.")
    return token


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    name = f"CALENDAR_{'_'.join(str(part) for part in place)}".upper()
    text = message.removeprefix("Value error, ")
    return text if text.startswith(name) else f"{name}: {text}."
