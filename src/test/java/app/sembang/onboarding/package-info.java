@NullMarked
package app.sembang.onboarding;

import org.jspecify.annotations.NullMarked;
