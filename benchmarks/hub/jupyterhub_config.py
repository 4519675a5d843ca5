"""The hub of class_on_hub.py: loopback only, any password, each server a process of its own."""

import json
import os
import sys

told = json.loads(os.environ["CLASS_ON_HUB"])  # ports, folders, a token, and how soon is idle
c = get_config()  # noqa: F821 - JupyterHub's settings

c.JupyterHub.bind_url = f"http://127.0.0.1:{told['port']}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{told['hub_port']}"
c.ConfigurableHTTPProxy.command = [told["proxy"]]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{told['proxy_port']}"
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.cookie_secret_file = f"{told['folder']}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.Authenticator.allow_all = True
c.JupyterHub.last_activity_interval = 5
c.JupyterHub.concurrent_spawn_limit = 100  # the default, too: a class comes at once
c.JupyterHub.log_level = "WARN"

c.SimpleLocalProcessSpawner.home_dir_template = f"{told['folder']}/home/{{username}}"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root", *told["server"]]
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
c.Spawner.environment = {
    "PYTHONPATH": told["shared"],  # the one install, the students' package
    "JUPYTER_CONFIG_PATH": told["settings"],
    "JUPYTERHUB_ACTIVITY_INTERVAL": "5",
}

c.JupyterHub.services = [{"name": "class", "api_token": told["token"]}]
scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers", "admin:servers"]
c.JupyterHub.load_roles = [{"name": "class", "scopes": scopes, "services": ["class"]}]
