"""The least that counts as a bot's process: it connects, and stops when it is asked to."""

PATIENT_CHILD = """
import os, signal, threading
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient

web = WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"])
client = SocketModeClient(os.environ["SLACK_APP_TOKEN"], web_client=web)
stopped = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopped.set())
client.connect()
stopped.wait(30)
os._exit(0 if os.environ["DATABASE_URL"].startswith("sqlite:///") else 3)
"""
