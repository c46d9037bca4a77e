/// What a company wants to know of its contacts, products or conversations besides what everybody does: fields of a
/// kind that checks what is written into them, and those usual in a company's field of business. Owns no table: who has
/// such fields keeps them in one of the shape that [OwnFields] describes.
@ApplicationModule(allowedDependencies = {"shared", "audit", "database", "language", "companies", "identity"})
@NullMarked
package app.sembang.fields;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
