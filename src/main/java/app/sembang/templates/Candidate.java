package app.sembang.templates;

import app.sembang.language.Span;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/// A template that came into question, and why it was not taken; nothing in `rejectedBecause` marks the one that was.
@Schema(name = "TemplateCandidate")
public record Candidate(
        TemplateId templateId, String name, double score, List<Span> spans, List<String> rejectedBecause) {}
