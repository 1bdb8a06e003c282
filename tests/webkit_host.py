"""A WebKit window for WebKitWebDriver that keeps its profile in the folder it is given, downloads beside it; of a site, so many bytes at most."""
import os
import sys

import gi
gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2

profile = sys.argv[1]
disk = os.statvfs(profile)
ratio = int(sys.argv[2]) / (disk.f_frsize * disk.f_blocks) if len(sys.argv) > 2 else -1.0
manager = WebKit2.WebsiteDataManager(
    base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache", origin_storage_ratio=ratio)
manager.get_cookie_manager().set_persistent_storage(f"{profile}/cookies", WebKit2.CookiePersistentStorage.SQLITE)
context = WebKit2.WebContext.new_with_website_data_manager(manager)
context.set_automation_allowed(True)


def keep(download, name):
    download.set_destination(f"file://{profile}.downloads/{name}")
    return True


context.connect("download-started", lambda _context, download: download.connect("decide-destination", keep))


def new_view(_session):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    window = Gtk.Window(default_width=390, default_height=844)
    view.connect("close", lambda _view: window.destroy())
    window.add(view)
    window.show_all()
    return view


context.connect("automation-started", lambda _context, session: session.connect("create-web-view", new_view))
Gtk.main()
