"""How the indicator library grows: candidates come from approved declarations, an administrator decides on them."""
