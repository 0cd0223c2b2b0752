"""The cellar: the only room that knows tables, SQL, engines, migrations and the trail."""
