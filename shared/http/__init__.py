"""The edge's own tools: routes, sign-in, bodies, pages, problems, and the document that describes them."""
