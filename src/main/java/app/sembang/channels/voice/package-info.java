/// What is said in voice notes, where the installation has something that listens.
@NullMarked
package app.sembang.channels.voice;

import org.jspecify.annotations.NullMarked;
