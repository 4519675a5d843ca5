"""What class_on_hub.py needs: a hub on loopback, and students who study there."""
