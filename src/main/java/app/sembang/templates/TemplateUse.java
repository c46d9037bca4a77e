package app.sembang.templates;

import java.time.Instant;

/// A template's answer was sent to a customer.
public record TemplateUse(TemplateId template, Instant at) {}
