package app.sembang.models;

/// What the model may ask us to do. `inputSchema` is JSON schema text.
public record Tool(String name, String description, String inputSchema) {}
