"""The lab: the model in a browser, for one person or for a class with a projector.

For pages and what they ask for; not for figures, words and rules of games, which come from the
rooms below. An application of Starlette renders HTML on the server, sends figures as they come in
by server-sent events, and needs nothing from outside the machine. A page is a `Page`: a name for
the navigation, a path, and routes. To add one:

1. Write a module with its handlers, and a function that gives its `Page`. Handlers find what the
   pages share with `services(request)`, and answer with `rendered(request, "name.html", ...)`.
2. Put its template into `templates/`, beginning with ``{% extends "frame.html" %}``, and its
   scripts into `static/`, as modules without a build step. Templates and scripts lie in the
   package, so the wheel has them.
3. Add it to `PAGES` in `sim.lab.app`, or hand it to `create_app` as a further page.

Every page is behind the same guard (`sim.lab.guard`): it refuses foreign hosts and origins, large
bodies, and anything that a strict content policy does not allow. So a page has no inline styles or
scripts, and changes state by POST only. What a browser sends is data: it is never a path, a module
or code, and a set-up passes the strict reader and the schema as a file does (`sim.lab.setup`).
"""

__all__: tuple[str, ...] = ()
