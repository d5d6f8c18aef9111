"""The engine on which tables of events are cleaned and added up."""
