package app.sembang.assistant;

import app.sembang.assistant.Claim.Kind;
import app.sembang.language.Cues;
import app.sembang.language.Lexicon;
import app.sembang.language.Phrases;
import app.sembang.language.Reading;
import app.sembang.language.Span;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds what a text states, in four languages. What counts as money, a duration or a promise is the same
/// whether our own text, a document or a customer says it, so that the one can be held against the other.
final class Claims {
    private static final String NUMBER = "\\d{1,3}(?:,\\d{3})+(?:\\.\\d{1,2})?|\\d+(?:\\.\\d{1,2})?";
    private static final String HAN_NUMBER = "[零一二两三四五六七八九十百千万]+";
    private static final String WORDED = NumberWords.PATTERN;

    /// The currency before or behind the number.
    private static final Pattern MONEY = Pattern.compile(
            "(?iu)(?:(?<![\\p{L}])(?:rm|myr|usd|sgd|s\\$|us\\$|idr|rp|bnd|thb)|\\$|ரூ\\.?|ரிங்கிட்)\\s*(?<before>"
                    + NUMBER
                    + ")(?<beforek>k(?![\\p{L}]))?"
                    + "|(?<behind>" + NUMBER + "|" + HAN_NUMBER + "|" + WORDED
                    + ")(?<behindk>k)?\\s*(?:(?:rm|myr)(?!\\s*\\d)|ringgit|ringgits|usd|sgd|dollars?|令吉|马币|零吉|块钱|块|元|ரிங்கிட்|வெள்ளி)(?![A-Za-z])"
                    + "|(?<sen>\\d{1,2})\\s*(?:sen|仙)(?![\\p{L}])");

    private static final Pattern COUNTED = Pattern.compile("(?iu)" + HAN_NUMBER + "|" + WORDED);

    private static final Pattern LEFT =
            Pattern.compile("(?iu)(?:only|tinggal|baki|还有|还剩|只剩|剩下?)\\s*(?<before>\\d+|" + HAN_NUMBER
                    + ")(?=\\s*(?:left|units?|pieces?|pcs|biji|buah|helai|kotak|个|件|份|位|lagi))"
                    + "|(?<behind>\\d+)\\s*(?:units?|pieces?|pcs|biji|buah|helai|kotak)?(?:\\s+of(?:\\s+[^\\s.!?]+){1,8}?)?\\s*"
                    + "(?:left|in stock|remaining|lagi|மட்டுமே உள்ளது|மீதம்)(?![\\p{L}])");

    private static final Pattern PERCENT = Pattern.compile(
            "(?iu)(?<number>\\d+(?:\\.\\d+)?)\\s*(?:%|％|percent|per cent|peratus|巴仙|சதவீதம்|சதவிகிதம்)|百分之(?<han>\\d+|"
                    + HAN_NUMBER + ")|(?<zhe>\\d(?:\\.\\d)?|[一二三四五六七八九]五?)\\s*折");

    private static final Pattern DURATION = Pattern.compile(
            "(?iu)(?<whole>\\bse(?:hari|minggu|bulan|tahun|jam|minit)\\b)|(?<number>(?<!\\d)\\d{1,3}|" + HAN_NUMBER
                    + "|" + WORDED
                    + ")(?:\\s*(?:-|–|~|to|hingga|sampai|至|到|முதல்)\\s*(?<second>\\d+))?\\s*-?\\s*(?:个|working |business |hari bekerja |工作|வேலை )?\\s*"
                    + "(?<unit>minutes?|mins?|minit|分钟|நிமிட\\p{L}*|\\p{M}*hours?|hrs?|jam|小时|மணி ?நேர[\\p{L}\\p{M}]*|days?|hari|天|日|நாட்[\\p{L}\\p{M}]*|நாள்|weeks?|minggu|周|星期|வார[\\p{L}\\p{M}]*|months?|bulan|(?<=个)月|மாத[\\p{L}\\p{M}]*|years?|tahun|年|ஆண்டு[\\p{L}\\p{M}]*|வருட[\\p{L}\\p{M}]*)(?![\\p{L}&&[^\\p{IsHan}]])");

    private static final Pattern TIME = Pattern.compile(
            "(?iu)(?<![\\d.:])(?<hour>[01]?\\d|2[0-3])(?:[:.](?<minute>[0-5]\\d))?\\s*(?<half>am|pm|a\\.m\\.|p\\.m\\.|pagi|petang|malam|tengah hari)(?![\\p{L}])"
                    + "|(?<![\\d.:])(?<hour24>[01]?\\d|2[0-3]):(?<minute24>[0-5]\\d)(?![\\d:])"
                    + "|(?<zhhalf>上午|下午|晚上|早上|中午)?\\s*(?<zhhour>\\d{1,2}|(?<=[午晚早]上?)[一二两三四五六七八九十]{1,2})[点點](?<zhminute>半|\\d{1,2}分)?"
                    + "|(?<tahalf>காலை|மதியம்|மாலை|இரவு)\\s*(?<tahour>\\d{1,2})(?:[:.](?<taminute>[0-5]\\d))?\\s*மணி");

    private static final String MONTHS =
            "jan(?:uary|uari)?|feb(?:ruary|ruari)?|mar(?:ch)?|mac|apr(?:il)?|may|mei|june?|julai|july?|aug(?:ust)?|ogos|sep(?:t|tember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dis(?:ember)?";
    private static final Pattern DATE = Pattern.compile(
            "(?iu)(?<![\\d/])(?<day>[0-3]?\\d)(?:st|nd|rd|th|hb)?\\s*(?:of\\s*)?(?<month>"
                    + MONTHS + ")(?![\\p{L}])|(?<month2>" + MONTHS
                    + ")\\s+(?<day2>[0-3]?\\d)(?:st|nd|rd|th)?(?!\\d)|(?<month3>\\d{1,2})月(?<day3>\\d{1,2})[日号]|(?<![\\d/])(?<day4>[0-3]?\\d)/(?<month4>[01]?\\d)(?:/\\d{2,4})?(?![\\d/])");
    private static final List<String> MONTH_STARTS =
            List.of("jan", "feb", "ma", "apr", "me", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private static final Pattern PHONE =
            Pattern.compile("(?<!\\d)(?:\\+?6?0\\d{1,2}|1[38]00)[ -]?\\d{2,4}[ -]?\\d{3,4}(?!\\d)");
    private static final Pattern LINK = Pattern.compile("(?iu)\\b(?:https?://|www\\.)[^\\s<>\"'）)】]+");
    private static final Pattern EMAIL = Pattern.compile("(?iu)[\\p{Alnum}._%+-]+@[\\p{Alnum}.-]+\\.\\p{Alpha}{2,}");

    private record Unit(String beginning, String name) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("minggu", "week"),
            new Unit("min", "minute"),
            new Unit("分", "minute"),
            new Unit("நிமி", "minute"),
            new Unit("hari", "day"),
            new Unit("h", "hour"),
            new Unit("jam", "hour"),
            new Unit("小时", "hour"),
            new Unit("மணி", "hour"),
            new Unit("day", "day"),
            new Unit("天", "day"),
            new Unit("日", "day"),
            new Unit("நா", "day"),
            new Unit("week", "week"),
            new Unit("周", "week"),
            new Unit("星期", "week"),
            new Unit("வார", "week"),
            new Unit("month", "month"),
            new Unit("bulan", "month"),
            new Unit("个月", "month"),
            new Unit("月", "month"),
            new Unit("மாத", "month"));

    private static final Map<Character, Integer> HAN = Map.ofEntries(
            Map.entry('零', 0),
            Map.entry('一', 1),
            Map.entry('二', 2),
            Map.entry('两', 2),
            Map.entry('三', 3),
            Map.entry('四', 4),
            Map.entry('五', 5),
            Map.entry('六', 6),
            Map.entry('七', 7),
            Map.entry('八', 8),
            Map.entry('九', 9));
    private static final Phrases<Meaning> PHRASES = new Phrases<>(token -> false);

    private static final Set<Kind> MARKS = EnumSet.of(Kind.CHARGE, Kind.TOTAL);

    private record Meaning(Kind kind, boolean but) {}

    static {
        new Lexicon(Claims.class).sections("claims.txt", "\\|").forEach((section, all) -> {
            boolean but = section.startsWith("no-");
            var kind = Kind.valueOf(
                    section.substring(but ? 3 : 0).toUpperCase(Locale.ROOT).replace('-', '_'));
            all.forEach(phrase -> PHRASES.add(Reading.of(phrase).tokens(), new Meaning(kind, but)));
        });
    }

    private Claims() {}

    static List<Claim> in(String original) {
        var text = plain(original);
        var claims = new ArrayList<Claim>();
        each(LINK, text, found -> new Claim(Kind.LINK, host(found.group()), span(found)), claims);
        each(EMAIL, text, found -> new Claim(Kind.EMAIL, found.group().toLowerCase(Locale.ROOT), span(found)), claims);
        each(MONEY, text, Claims::money, claims);
        each(PERCENT, text, Claims::percent, claims);
        each(PHONE, text, found -> new Claim(Kind.PHONE, phone(found.group()), span(found)), claims);
        each(DATE, text, Claims::date, claims);
        each(DURATION, text, Claims::duration, claims);
        each(TIME, text, Claims::time, claims);
        each(LEFT, text, Claims::left, claims);
        words(text).filter(claim -> !MARKS.contains(claim.kind())).forEach(claims::add);
        return claims;
    }

    /// Where words tell what an amount is of. They state nothing by themselves.
    static List<Span> marks(Kind mark, String original) {
        return words(plain(original))
                .filter(claim -> claim.kind() == mark)
                .map(Claim::span)
                .toList();
    }

    /// Compatibility forms folded one by one, so that places stay what they are.
    private static String plain(String text) {
        var plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            var folded = Character.isSurrogate(one) ? "" : Normalizer.normalize("" + one, Normalizer.Form.NFKC);
            plain.append(folded.length() == 1 ? folded.charAt(0) : one == '\u00a0' ? ' ' : one);
        }
        return plain.toString();
    }

    private interface Read {
        @Nullable
        Claim claim(Matcher found);
    }

    /// Whatever lies in what was found before is part of that.
    private static void each(Pattern pattern, String text, Read read, List<Claim> claims) {
        var found = pattern.matcher(text);
        while (found.find()) {
            var span = span(found);
            boolean taken = claims.stream()
                    .anyMatch(claim -> claim.span().start() < span.end()
                            && span.start() < claim.span().end());
            var claim = taken ? null : read.claim(found);
            if (claim != null) claims.add(claim);
        }
    }

    private static Span span(Matcher found) {
        return new Span(found.start(), found.end());
    }

    private static @Nullable Claim money(Matcher found) {
        var sen = found.group("sen");
        if (sen != null) {
            return new Claim(Kind.MONEY, amount(new BigDecimal(sen).movePointLeft(2)), span(found));
        }
        boolean before = found.group("before") != null;
        var written = before ? found.group("before") : found.group("behind");
        var value = number(written);
        if (value == null) return null;
        boolean thousands = found.group(before ? "beforek" : "behindk") != null;
        return new Claim(Kind.MONEY, amount(thousands ? value.movePointRight(3) : value), span(found));
    }

    static String amount(BigDecimal value) {
        return value.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    private static @Nullable Claim percent(Matcher found) {
        var zhe = found.group("zhe");
        if (zhe != null) {
            var tenths = tenths(zhe);
            return tenths == null
                    ? null
                    : new Claim(
                            Kind.PERCENT,
                            text(BigDecimal.valueOf(100).subtract(tenths.movePointRight(1))),
                            span(found));
        }
        var value = number(found.group("number") != null ? found.group("number") : found.group("han"));
        return value == null ? null : new Claim(Kind.PERCENT, text(value), span(found));
    }

    /// 8 or 八 is 80 of 100, 八五 is 85.
    private static @Nullable BigDecimal tenths(String zhe) {
        if (Character.isDigit(zhe.charAt(0))) return new BigDecimal(zhe);
        var first = HAN.get(zhe.charAt(0));
        return first == null ? null : BigDecimal.valueOf(zhe.length() == 2 ? first * 10 + 5 : first * 10, 1);
    }

    private static @Nullable Claim left(Matcher found) {
        var value = number(found.group("before") != null ? found.group("before") : found.group("behind"));
        return value == null ? null : new Claim(Kind.LEFT, text(value), span(found));
    }

    private static @Nullable Claim duration(Matcher found) {
        var whole = found.group("whole");
        if (whole != null) return new Claim(Kind.DURATION, "1 " + unit(whole.substring(2)), span(found));
        var first = number(found.group("number"));
        if (first == null) return null;
        var second = found.group("second");
        var value = second == null ? text(first) : text(first) + "-" + second;
        return new Claim(Kind.DURATION, value + " " + unit(found.group("unit")), span(found));
    }

    /// By how the word begins, the longer beginnings first.
    private static String unit(String written) {
        var unit = written.toLowerCase(Locale.ROOT);
        return UNITS.stream()
                .filter(one -> unit.startsWith(one.beginning()))
                .findFirst()
                .map(Unit::name)
                .orElse("year");
    }

    private static @Nullable Claim time(Matcher found) {
        if (found.group("hour24") != null) {
            return time(found, Integer.parseInt(found.group("hour24")), found.group("minute24"), false);
        }
        if (found.group("zhhour") != null) {
            var half = found.group("zhhalf");
            var written = found.group("zhminute");
            var minute = written == null ? null : written.equals("半") ? "30" : written.replace("分", "");
            var hour = number(found.group("zhhour"));
            return hour == null ? null : time(found, hour.intValue(), minute, "下午".equals(half) || "晚上".equals(half));
        }
        if (found.group("tahour") != null) {
            return time(
                    found,
                    Integer.parseInt(found.group("tahour")),
                    found.group("taminute"),
                    !found.group("tahalf").equals("காலை"));
        }
        int hour = Integer.parseInt(found.group("hour"));
        var half = found.group("half").toLowerCase(Locale.ROOT);
        boolean later = (half.startsWith("p") && !half.equals("pagi")) || half.equals("malam");
        if (!later && hour == 12 && half.startsWith("a")) hour = 0;
        return time(found, hour, found.group("minute"), later);
    }

    private static @Nullable Claim time(Matcher found, int hour, @Nullable String minute, boolean later) {
        int of24 = later && hour < 12 ? hour + 12 : hour;
        if (of24 > 24) return null;
        int minutes = minute == null ? 0 : Integer.parseInt(minute);
        return new Claim(Kind.TIME, String.format(Locale.ROOT, "%02d:%02d", of24, minutes), span(found));
    }

    private static @Nullable Claim date(Matcher found) {
        for (var suffix : List.of("", "2")) {
            if (found.group("day" + suffix) != null) {
                return date(found, month(found.group("month" + suffix)), Integer.parseInt(found.group("day" + suffix)));
            }
        }
        var suffix = found.group("day3") != null ? "3" : "4";
        return date(
                found, Integer.parseInt(found.group("month" + suffix)), Integer.parseInt(found.group("day" + suffix)));
    }

    private static int month(String written) {
        var name = written.toLowerCase(Locale.ROOT);
        if (name.startsWith("may")) return 5;
        if (name.startsWith("og")) return 8;
        if (name.startsWith("ok")) return 10;
        if (name.startsWith("di")) return 12;
        for (int i = 0; i < MONTH_STARTS.size(); i++) {
            if (name.startsWith(MONTH_STARTS.get(i))) return i + 1;
        }
        return 0;
    }

    private static @Nullable Claim date(Matcher found, int month, int day) {
        if (month < 1 || month > 12 || day < 1 || day > 31) return null;
        return new Claim(Kind.DATE, String.format(Locale.ROOT, "%02d-%02d", month, day), span(found));
    }

    private static String phone(String written) {
        var digits = written.replaceAll("\\D", "");
        return digits.startsWith("60") ? digits.substring(1) : digits;
    }

    private static String host(String link) {
        var whole = link.toLowerCase(Locale.ROOT).startsWith("www.") ? "https://" + link : link;
        try {
            var host = URI.create(whole).getHost();
            return host == null ? whole : host.toLowerCase(Locale.ROOT).replaceFirst("^www\\.", "");
        } catch (IllegalArgumentException noAddress) {
            return whole;
        }
    }

    /// The small numbers a text writes out: "two", "dua", "两", "இரண்டு".
    static List<Integer> counted(String text) {
        return COUNTED.matcher(text)
                .results()
                .map(found -> number(found.group()))
                .filter(value -> value != null && value.signum() > 0 && value.compareTo(BigDecimal.valueOf(1_000)) < 0)
                .map(value -> value.intValue())
                .toList();
    }

    private static @Nullable BigDecimal number(String written) {
        if (Character.isDigit(written.charAt(0))) return new BigDecimal(written.replace(",", ""));
        int value = HAN.containsKey(written.charAt(0)) || "十百千万".indexOf(written.charAt(0)) >= 0
                ? han(written)
                : NumberWords.value(written);
        return value < 0 ? null : BigDecimal.valueOf(value);
    }

    /// 三十五, 两百, 一千二百.
    private static int han(String written) {
        int total = 0;
        int digit = -1;
        for (int at = 0; at < written.length(); at++) {
            char one = written.charAt(at);
            int unit = switch (one) {
                case '十' -> 10;
                case '百' -> 100;
                case '千' -> 1_000;
                case '万' -> 10_000;
                default -> 0;
            };
            if (unit == 0) {
                digit = HAN.getOrDefault(one, 0);
            } else if (unit == 10_000) {
                total = (total + Math.max(digit, 0)) * unit;
                digit = -1;
            } else {
                total += (digit < 0 ? 1 : digit) * unit;
                digit = -1;
            }
        }
        return total + Math.max(digit, 0);
    }

    private static String text(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    private static Stream<Claim> words(String text) {
        var tokens = Reading.of(text).tokens();
        var cues = Cues.in(tokens);
        var found = PHRASES.in(tokens);
        return found.stream()
                .filter(one -> !one.meaning().but() && !cues.negates(one.from(), one.to()))
                .filter(one -> found.stream()
                        .noneMatch(other -> other.meaning().but()
                                && other.meaning().kind() == one.meaning().kind()
                                && one.lies(other)))
                .map(one -> new Claim(
                        one.meaning().kind(),
                        "",
                        new Span(
                                tokens.get(one.from()).span().start(),
                                tokens.get(one.to() - 1).span().end())));
    }
}
