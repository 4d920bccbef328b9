"""The tables, a file for each family of nouns. All of them are named here, so that migrations see them."""

from calendar_service.models.accounts import Account, Attempt, Device, Letter, SignIn, Token
from calendar_service.models.answers import KeptAnswer
from calendar_service.models.base import Base
from calendar_service.models.changes import Change, Counter, SiteFact, Version
from calendar_service.models.choices import FollowChoice, FollowList, SavedSelection
from calendar_service.models.drafts import Draft, DraftVersion
from calendar_service.models.entries import EarlierTime, Entry, Medium, News, Offer, ReleaseDate, Words
from calendar_service.models.guests import Ban, Guest
from calendar_service.models.images import Image, ImageSize
from calendar_service.models.items import (
    Credit,
    Event,
    Imprint,
    Item,
    Mention,
    Release,
    Sequel,
    Showing,
    Tagging,
)
from calendar_service.models.memberships import CoOwner, Invitation, Membership
from calendar_service.models.nouns import Announcement, Artist, Organizer, Room, Series, Tag, Venue, Work
from calendar_service.models.reports import Report, ReportAnswer
from calendar_service.models.retired import Retired
from calendar_service.models.shared import Claim, Merge
from calendar_service.models.withdrawals import Withdrawal

__all__ = [
    "Account",
    "Announcement",
    "Artist",
    "Attempt",
    "Ban",
    "Base",
    "Change",
    "Claim",
    "CoOwner",
    "Counter",
    "Credit",
    "Device",
    "Draft",
    "DraftVersion",
    "EarlierTime",
    "Entry",
    "Event",
    "FollowChoice",
    "FollowList",
    "Guest",
    "Image",
    "ImageSize",
    "Imprint",
    "Invitation",
    "Item",
    "KeptAnswer",
    "Letter",
    "Medium",
    "Membership",
    "Mention",
    "Merge",
    "News",
    "Offer",
    "Organizer",
    "Release",
    "ReleaseDate",
    "Report",
    "ReportAnswer",
    "Retired",
    "Room",
    "SavedSelection",
    "Sequel",
    "Series",
    "Showing",
    "SignIn",
    "SiteFact",
    "Tag",
    "Tagging",
    "Token",
    "Venue",
    "Version",
    "Withdrawal",
    "Words",
    "Work",
]
