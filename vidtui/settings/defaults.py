"""What holds where the settings say nothing."""

from __future__ import annotations

# fmt: off
VIDEO_EXTENSIONS = (
    "3gp", "asf", "avi", "divx", "flv", "iso", "m2ts", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg",
    "mts", "ogm", "ogv", "rm", "rmvb", "ts", "vob", "webm", "wmv",
)
FILM_FOLDERS = (
    "films", "film", "movies", "movie", "telefilms", "telefilm", "filme", "spielfilme", "kinofilme",
    "peliculas",
)
SERIES_FOLDERS = (
    "series", "serie", "tv", "tv shows", "tvshows", "shows", "serien", "fernsehserien", "webseries",
    "miniseries", "miniserie",
)
ANIME_FOLDERS = ("anime", "animes", "manga", "mangas")
IGNORED_FOLDERS = (
    # Bins: Samba, unRAID, Windows, Synology and QNAP, macOS, free desktops, tinyMediaManager.
    ".recycle", ".recycle.bin", ".recyclebin", "recycle bin", "recyclebin", "recycle.bin",
    "$RECYCLE.BIN", "RECYCLER", "RECYCLED", "#recycle", "@Recycle", "@sharebin", "#SynoRecycle",
    "Network Recycle Bin*", "Network Trash Folder", ".Trash", ".Trash-*", ".Trashes",
    ".deletedByTMM",
    # What a system keeps on a disk: snapshots, thumbnails, indexes, what a repair found.
    "#snapshot", ".snapshot", ".snapshots", "~snapshot", "@Recently-Snapshot", "@sharesnap",
    "@GMT-*", ".zfs", "@eaDir", "eaDir", "@tmp", "@Syno*", "@appstore", "@database", "@download",
    "@S2S", "@img_bkp_cache", "@DownloadStationTempFiles", "@Transcode", "@__thumb", "@__qini",
    ".@*", ".wdmc", ".wd_tv", "lost+found", "LOST.DIR", "found.[0-9][0-9][0-9]", ".AppleDouble",
    ".AppleDB", ".AppleDesktop", ".TemporaryItems", "Temporary Items", ".Spotlight-V100",
    ".fseventsd", ".DocumentRevisions-V100", "System Volume Information", "$WinREAgent",
    "$SysReset", "$Extend", "Config.Msi", "msdownld.tmp", ".covefs", ".gh_*",
    # Synchronisers: what they replaced or deleted, and what they have half of.
    ".stversions*", ".stfolder*", ".sync", ".SyncArchive", ".dropbox.cache", "files_trashbin",
    "files_versions", ".seafile-data", "_gsdata_", "*.ffs_tmp", ".~tmp~", ".rsync-partial",
    ".rsync-tmp", ".debris", "SyncDebris", ".SynologyWorkingDirectory", ".unison*",
    # Downloaders and recorders: unfinished, failed, not wanted.
    "_UNPACK*", ".unpack", "_FAILED_*", "__ADMIN__", "incomplete", ".incomplete", "_incomplete",
    "!incomplete", "#incomplete", "incomplete downloads", "incomplete-downloads",
    "incomplete_downloads", "incompletes", ".unwanted", ".grab", "TempRec", "TempSBE",
    "tdarr-workDir*",
    # Media centres and their tools: pictures, copies for small screens.
    ".actors", "extrafanart", "extrathumb", "extrathumbs", ".metadata", "Plex Versions",
    "*.trickplay", "ps3_update", "ps3_vprm",
)
"""Names and patterns of folders that hold no library; case does not matter."""
TMDB_URL = "https://api.themoviedb.org/3"
TMDB_REQUESTS_PER_10_S = 40  # the user's own decision; TMDB's ceiling today is higher
