"""Shows one page in a window of QtWebEngine, whatever its certificate."""

import sys

try:
    from PyQt6.QtCore import QUrl
    from PyQt6.QtWebEngineWidgets import QWebEngineView
    from PyQt6.QtWidgets import QApplication
except ImportError:
    from PyQt5.QtCore import QUrl
    from PyQt5.QtWebEngineWidgets import QWebEngineView
    from PyQt5.QtWidgets import QApplication

application = QApplication(sys.argv)
view = QWebEngineView()
if hasattr(getattr(view.page(), "certificateError", None), "connect"):
    view.page().certificateError.connect(lambda error: error.acceptCertificate())
view.load(QUrl(sys.argv[1]))
view.show()
application.exec() if hasattr(application, "exec") else application.exec_()
