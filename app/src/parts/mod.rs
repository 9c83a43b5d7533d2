//! Parts own looks: they take plain values and return a view. None reads a resource or calls the server.
