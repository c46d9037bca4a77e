package app.sembang.templates;

import java.util.List;

/// A template in one language: what customers write, and what is answered.
/// A pattern is matched as whole words (a Tamil one with its endings), an example by how much it has in common.
public record Wording(List<String> patterns, List<String> examples, String response, List<String> variations) {
    public Wording {
        patterns = patterns == null ? List.of() : List.copyOf(patterns);
        examples = examples == null ? List.of() : List.copyOf(examples);
        response = response == null ? "" : response;
        variations = variations == null ? List.of() : List.copyOf(variations);
    }
}
