package app.sembang.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// A text without its markup, and where the markup was: `parse_mode` as Telegram reads it. Of MarkdownV2
/// and HTML what a business writes (bold, italic, underline, strikethrough, spoiler, code, pre, links); the
/// old "Markdown" is refused.
record FormattedText(String text, ArrayNode entities) {
    private static final String RESERVED = "_*[]()~`>#+-=|{}.!";

    private record Mark(String type, int offset, int at) {}

    private record Entity(
            String type, int offset, int length, @Nullable String url) {}

    static FormattedText plain(String text, @Nullable JsonNode entities) {
        var list = Simulator.JSON.createArrayNode();
        if (entities != null) entities.forEach(list::add);
        return new FormattedText(text, list);
    }

    static FormattedText parse(String text, String mode) {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "markdownv2" -> new Markdown(text).parse();
            case "html" -> new Html(text).parse();
            default -> throw new TelegramRefusal(400, "Bad Request: unsupported parse_mode");
        };
    }

    private static FormattedText of(StringBuilder text, List<Entity> found) {
        found.sort(Comparator.comparingInt(Entity::offset).thenComparing(Entity::length, Comparator.reverseOrder()));
        var list = Simulator.JSON.createArrayNode();
        for (var entity : found) {
            if (entity.length() == 0) continue;
            var node = Simulator.JSON
                    .createObjectNode()
                    .put("offset", entity.offset())
                    .put("length", entity.length())
                    .put("type", entity.type());
            if (entity.url() != null) node.put("url", entity.url());
            list.add(node);
        }
        return new FormattedText(text.toString(), list);
    }

    private static TelegramRefusal unreadable(String why) {
        return new TelegramRefusal(400, "Bad Request: can't parse entities: " + why);
    }

    private static final class Markdown {
        private final String source;
        private final StringBuilder text = new StringBuilder();
        private final List<Entity> found = new ArrayList<>();
        private final ArrayDeque<Mark> open = new ArrayDeque<>();
        private int at;

        Markdown(String source) {
            this.source = source;
        }

        FormattedText parse() {
            while (at < source.length()) {
                char next = source.charAt(at);
                if (next == '\\' && at + 1 < source.length() && source.charAt(at + 1) <= 126) {
                    text.append(source.charAt(at + 1));
                    at += 2;
                } else if ((inCode() && next != '`') || RESERVED.indexOf(next) < 0) {
                    text.append(next);
                    at++;
                } else {
                    mark(next);
                }
            }
            if (!open.isEmpty()) {
                var mark = open.pop();
                throw unreadable("Can't find end of " + title(mark.type()) + " entity at byte offset " + mark.at());
            }
            return of(text, found);
        }

        private boolean inCode() {
            var mark = open.peek();
            return mark != null && (mark.type().equals("code") || mark.type().equals("pre"));
        }

        private void mark(char next) {
            if (source.startsWith("```", at)) {
                toggle("pre", 3);
                if (inCode()) skipLanguage();
            } else if (next == '`') toggle("code", 1);
            else if (source.startsWith("__", at)) toggle("underline", 2);
            else if (source.startsWith("||", at)) toggle("spoiler", 2);
            else if (next == '*') toggle("bold", 1);
            else if (next == '_') toggle("italic", 1);
            else if (next == '~') toggle("strikethrough", 1);
            else if (next == '[') {
                open.push(new Mark("text_link", text.length(), at));
                at++;
            } else if (next == ']' && isOpen("text_link")) link();
            else throw unreadable("Character '" + next + "' is reserved and must be escaped with the preceding '\\'");
        }

        private void toggle(String type, int width) {
            if (isOpen(type)) {
                var mark = open.pop();
                found.add(new Entity(type, mark.offset(), text.length() - mark.offset(), null));
            } else {
                open.push(new Mark(type, text.length(), at));
            }
            at += width;
        }

        private boolean isOpen(String type) {
            var mark = open.peek();
            return mark != null && mark.type().equals(type);
        }

        private void skipLanguage() {
            int line = source.indexOf('\n', at);
            if (line >= 0 && source.substring(at, line).chars().allMatch(Character::isLetterOrDigit)) at = line + 1;
        }

        private void link() {
            var mark = open.pop();
            int end = source.startsWith("](", at) ? source.indexOf(')', at) : -1;
            while (end > 0 && source.charAt(end - 1) == '\\') end = source.indexOf(')', end + 1);
            if (end < 0) throw unreadable("Can't find end of a URL at byte offset " + mark.at());
            var url = source.substring(at + 2, end).replace("\\)", ")").replace("\\\\", "\\");
            found.add(new Entity("text_link", mark.offset(), text.length() - mark.offset(), url));
            at = end + 1;
        }

        private static String title(String type) {
            return type.equals("text_link")
                    ? "TextUrl"
                    : Character.toUpperCase(type.charAt(0)) + type.substring(1).replace("_", "");
        }
    }

    private static final class Html {
        private final String source;
        private final StringBuilder text = new StringBuilder();
        private final List<Entity> found = new ArrayList<>();
        private final ArrayDeque<Tag> open = new ArrayDeque<>();
        private int at;

        private record Tag(
                String name, int offset, int at, @Nullable String url) {}

        Html(String source) {
            this.source = source;
        }

        FormattedText parse() {
            while (at < source.length()) {
                char next = source.charAt(at);
                if (next == '<') tag();
                else if (next == '&') reference();
                else {
                    text.append(next);
                    at++;
                }
            }
            if (!open.isEmpty()) {
                throw unreadable("Can't find end tag corresponding to start tag \""
                        + open.pop().name() + "\"");
            }
            return of(text, found);
        }

        private void tag() {
            int end = source.indexOf('>', at);
            if (end < 0) throw unreadable("Unclosed start tag at byte offset " + at);
            var inside = source.substring(at + 1, end).strip();
            if (inside.startsWith("/")) close(inside.substring(1).strip().toLowerCase(Locale.ROOT));
            else start(inside);
            at = end + 1;
        }

        private void start(String inside) {
            int space = inside.indexOf(' ');
            var name = (space < 0 ? inside : inside.substring(0, space)).toLowerCase(Locale.ROOT);
            if (type(name) == null) {
                throw unreadable("Unsupported start tag \"" + name + "\" at byte offset " + at);
            }
            open.push(new Tag(name, text.length(), at, name.equals("a") ? href(inside) : null));
        }

        private void close(String name) {
            var tag = open.peek();
            if (tag == null) throw unreadable("Unexpected end tag at byte offset " + at);
            if (!name.isEmpty() && !tag.name().equals(name)) {
                throw unreadable("Unmatched end tag at byte offset " + at + ", expected \"</" + tag.name()
                        + ">\", found \"</" + name + ">\"");
            }
            open.pop();
            var type = type(tag.name());
            if (type == null || (type.equals("text_link") && tag.url() == null)) return;
            found.add(new Entity(type, tag.offset(), text.length() - tag.offset(), tag.url()));
        }

        private static @Nullable String type(String name) {
            return switch (name) {
                case "b", "strong" -> "bold";
                case "i", "em" -> "italic";
                case "u", "ins" -> "underline";
                case "s", "strike", "del" -> "strikethrough";
                case "tg-spoiler" -> "spoiler";
                case "code" -> "code";
                case "pre" -> "pre";
                case "blockquote" -> "blockquote";
                case "a" -> "text_link";
                default -> null;
            };
        }

        private static @Nullable String href(String inside) {
            int start = inside.indexOf("href=\"");
            if (start < 0) return null;
            int end = inside.indexOf('"', start + 6);
            return end < 0 ? null : inside.substring(start + 6, end).replace("&amp;", "&");
        }

        private void reference() {
            int end = source.indexOf(';', at);
            var name = end < 0 || end - at > 8 ? "" : source.substring(at + 1, end);
            var value = switch (name) {
                case "lt" -> "<";
                case "gt" -> ">";
                case "amp" -> "&";
                case "quot" -> "\"";
                default -> null;
            };
            text.append(value == null ? "&" : value);
            at = value == null ? at + 1 : end + 1;
        }
    }
}
