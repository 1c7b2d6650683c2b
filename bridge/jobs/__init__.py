"""Jobs, from the request of a client to takes on disk."""

from bridge.jobs.book import JobBook, OpenJob
from bridge.jobs.desk import JobDesk
from bridge.jobs.export_desk import ExportDesk
from bridge.jobs.follow import JobFollower

__all__ = ["ExportDesk", "JobBook", "JobDesk", "JobFollower", "OpenJob"]
