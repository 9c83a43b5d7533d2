//! What only a browser has: the live feed's socket, the clipboard, scrolling, local times. Never compiled for the server.
