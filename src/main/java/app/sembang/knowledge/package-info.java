/// What a company wrote down for its customers: documents, questions with answers, the passages they are searched by,
/// and the search for the one that answers a question. Owns the tables `material`, `passage`, `faq` and
/// `knowledge_stamp`. Finds nothing rather than something that does not fit.
@ApplicationModule(
        allowedDependencies = {"shared", "language", "database", "audit", "media", "jobs", "companies", "identity"})
@NullMarked
package app.sembang.knowledge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
