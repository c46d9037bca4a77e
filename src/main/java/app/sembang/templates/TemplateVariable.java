package app.sembang.templates;

import app.sembang.shared.Language;
import java.util.Map;
import java.util.UUID;

/// A placeholder `{name}` of responses: what stands in its place in each language, and what stands there
/// where nothing is known. What is filled in for one language only stands in all of them. An empty
/// fallback takes the comma and space beside it along.
public record TemplateVariable(
        UUID id, boolean global, String name, Map<Language, String> values, Map<Language, String> fallback) {}
