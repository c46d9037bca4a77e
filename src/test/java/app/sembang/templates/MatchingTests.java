package app.sembang.templates;

import static app.sembang.templates.Shop.NOW;
import static app.sembang.templates.Shop.answerOf;
import static app.sembang.templates.Shop.draft;
import static app.sembang.templates.Shop.nameOf;
import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.language.Lexicon;
import app.sembang.shared.Language;
import app.sembang.templates.Match.Abstained;
import app.sembang.templates.Match.Answered;
import app.sembang.templates.Match.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

class MatchingTests {
    private static final Matcher STARTERS = withStarters();

    private static Matcher withStarters() {
        var shop = new Shop().knows("address", "12 Jalan Batik").knows("business_hours", "10:00 - 18:00");
        forAllFields().forEach(shop::has);
        return shop.open();
    }

    private static List<TemplateDraft> forAllFields() {
        return StarterTemplates.all(JsonMapper.shared()).stream()
                .filter(draft -> draft.industryCategory() == null)
                .toList();
    }

    private static Match ask(Matcher matcher, String message) {
        return matcher.match(Question.of(message), NOW);
    }

    @TestFactory
    Stream<DynamicTest> answersLabelledMessagesOrAbstains() {
        return new Lexicon(MatchingTests.class)
                .lines("labelled-messages.txt").stream().map(line -> {
                    var bar = line.indexOf('|');
                    var expected = line.substring(0, bar).strip();
                    var message = line.substring(bar + 1).strip();
                    return DynamicTest.dynamicTest(message, () -> {
                        var match = ask(STARTERS, message);
                        assertThat(nameOf(match))
                                .as(match.candidates().toString())
                                .isEqualTo(expected);
                    });
                });
    }

    @Test
    void answersInTheLanguageOfTheMessage() {
        assertThat(answerOf(ask(STARTERS, "How much is this?"))).startsWith("Happy to help");
        assertThat(answerOf(ask(STARTERS, "Berapa harga ini?"))).startsWith("Boleh!");
        assertThat(answerOf(ask(STARTERS, "这个多少钱？"))).startsWith("没问题");
        assertThat(answerOf(ask(STARTERS, "இதன் விலை என்ன?"))).startsWith("நிச்சயமாக");
    }

    @Test
    void whatATemplateOutOfUseWouldAnswerIsLeftByTheNextBestOfTheLibraryButNotByTheCompanysOwn() {
        var priceless = new Shop();
        for (var starter : forAllFields()) {
            if (starter.name().equals("Price")) {
                priceless.leavesUnused(starter);
            } else {
                priceless.has(starter, new Selection(true, false, null, null), true);
            }
        }
        for (var message : List.of("Berapa harga baju batik?", "How much is the shawl?", "这件多少钱？")) {
            var match = ask(priceless.open(), message);
            assertThat(nameOf(match)).as(message + match.candidates()).isEqualTo("-");
        }
        assertThat(nameOf(ask(priceless.open(), "Boleh kurang harga?"))).isEqualTo("Discount");
        var both = ask(priceless.open(), "Boleh bayar guna kad dan berapa harga baju ni?");
        assertThat(nameOf(both)).as(both.candidates().toString()).isEqualTo("-");

        priceless.has(draft("Batik", Category.PRODUCT_INQUIRY, List.of("harga baju"), "Dari RM89"));

        assertThat(nameOf(ask(priceless.open(), "Berapa harga baju batik?"))).isEqualTo("Batik");
    }

    /// Each template the product comes with, in each of its languages.
    @TestFactory
    Stream<DynamicTest> aStarterAnswersItsOwnExamplesInTheirLanguage() {
        return forAllFields().stream()
                .flatMap(draft -> draft.localizedVersions().entrySet().stream()
                        .flatMap(version -> version.getValue().examples().stream()
                                .map(example -> DynamicTest.dynamicTest(draft.name() + ": " + example, () -> {
                                    var match = ask(STARTERS, example);
                                    assertThat(nameOf(match))
                                            .as(match.candidates().toString())
                                            .isEqualTo(draft.name());
                                    assertThat(((Answered) match).language()).isEqualTo(version.getKey());
                                }))));
    }

    @Test
    void showsWhatMatchedInTheOriginalText() {
        var match = (Answered) ask(STARTERS, "😀 Hi\u200B, ＨＯＷ ｍｕｃｈ is it?");

        var span = match.spans().getFirst();
        assertThat("😀 Hi\u200B, ＨＯＷ ｍｕｃｈ is it?".substring(span.start(), span.end()))
                .startsWith("ＨＯＷ ｍｕｃｈ");
    }

    @Test
    void saysWhyATemplateWasNotTaken() {
        assertThat(reasons("Hi, what is the warranty?", "Greeting")).contains("residue");
        assertThat(reasons("I don't want any delivery", "Delivery")).contains("negation");
        assertThat(reasons("dah bayar, bila sampai?", "Delivery")).contains("already_done");
        assertThat(reasons("price and location?", "Price")).isNotEmpty();
    }

    private static List<String> reasons(String message, String template) {
        return ask(STARTERS, message).candidates().stream()
                .filter(candidate -> candidate.name().equals(template))
                .findFirst()
                .orElseThrow()
                .rejectedBecause();
    }

    @Test
    void namesTheReasonForItsSilence() {
        assertThat(reason("😀😀")).isEqualTo(Reason.NO_WORDS);
        assertThat(reason("")).isEqualTo(Reason.NO_WORDS);
        assertThat(reason("\u0000\u0000")).isEqualTo(Reason.NO_WORDS);
        assertThat(reason("I want to talk to a human")).isEqualTo(Reason.HUMAN_REQUEST);
        assertThat(reason("What's the price and where is your shop?")).isEqualTo(Reason.TWO_INTENTS);
        assertThat(reason("Nice weather today")).isEqualTo(Reason.NO_TEMPLATE);
        assertThat(reason("no discount")).isEqualTo(Reason.UNSURE);
    }

    private static Reason reason(String message) {
        return ((Abstained) ask(STARTERS, message)).reason();
    }

    @Test
    void staysCheapAndSilentOnVeryLongTexts() {
        var long1 = "price ".repeat(4_000).substring(0, 20_000);
        var long2 = "多少钱".repeat(7_000).substring(0, 20_000);
        var long3 = "a".repeat(20_000);
        ask(STARTERS, long1);
        var start = System.nanoTime();
        for (var text : List.of(long1, long2, long3)) assertThat(reason(text)).isEqualTo(Reason.TOO_LONG);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void readsAroundWhatIsInvisible() {
        assertThat(nameOf(ask(STARTERS, "ha\u200Brga ber\u00ADapa?\u0000"))).isEqualTo("Price");
        assertThat(nameOf(ask(STARTERS, "\u202Ehow much?\u202C"))).isEqualTo("Price");
        assertThat(nameOf(ask(STARTERS, "half a surrogate \uD83D how much is it")))
                .isIn("Price", "-");
    }

    @Test
    void ordersEquallyGoodTemplatesByPreferencePriorityAndOwnership() {
        var byPriority = price("high", 5);
        var preferred = price("preferred", 0);
        var plain = price("plain", 0);
        var none = new Selection(true, false, null, null);
        var shop = new Shop()
                .has(plain, none, true)
                .has(byPriority, none, true)
                .has(preferred, new Selection(true, true, null, null), true);
        assertThat(answerOf(ask(shop.open(), "price?"))).isEqualTo("preferred");

        var withoutPreferred = new Shop().has(plain, none, true).has(byPriority, none, true);
        assertThat(answerOf(ask(withoutPreferred.open(), "price?"))).isEqualTo("high");

        var overridden =
                new Shop().has(plain, new Selection(true, false, 9, null), true).has(byPriority, none, true);
        assertThat(answerOf(ask(overridden.open(), "price?"))).isEqualTo("plain");

        var own = new Shop().has(plain, none, true).has(price("own", 0), none, false);
        assertThat(answerOf(ask(own.open(), "price?"))).isEqualTo("own");
    }

    @Test
    void preferenceNeverTurnsABadMatchIntoAGoodOne() {
        var greeting = draft("greeting", Category.GREETING, List.of("hi", "hello"), "welcome");
        var shop = new Shop()
                .has(greeting, new Selection(true, true, 1000, null), false)
                .has(price("price", 0));

        assertThat(answerOf(ask(shop.open(), "Hi, what is the price?"))).isEqualTo("price");
    }

    @Test
    void givesTheSameAnswerInWhateverOrderTemplatesAreStored() {
        var drafts = new ArrayList<>(forAllFields());
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(drafts, new Random(seed));
            var shop = new Shop().knows("address", "12 Jalan Batik").knows("business_hours", "10-6");
            drafts.forEach(shop::has);
            var matcher = shop.open();
            assertThat(nameOf(ask(matcher, "boleh hantar ke Sarawak tak?"))).isEqualTo("Delivery");
            assertThat(nameOf(ask(matcher, "harga dan lokasi"))).isEqualTo("-");
        }
    }

    private static TemplateDraft price(String response, int priority) {
        return draft(response, Category.PRODUCT_INQUIRY, Language.EN, List.of("price"), response, List.of(), priority);
    }

    @Test
    void answersOnlyInLanguagesTheCompanyServes() {
        var shop = new Shop().knows("address", "x").knows("business_hours", "y").serves(Language.EN, Language.MS);
        forAllFields().forEach(shop::has);

        assertThat(answerOf(ask(shop.open(), "这个多少钱？"))).startsWith("Happy to help");
    }

    @Test
    void fillsInNamesAsTheyAre() {
        var shop = new Shop().has(draft("hi", Category.GREETING, List.of("hi"), "Hi {customer_name}!"));
        for (var name : List.of("Aina", "{x}", "$1", "null", "100%s \\E", "{customer_name}")) {
            var question = new Question("hi", null, Map.of("customer_name", name), 0, null);
            assertThat(answerOf(shop.open().match(question, NOW))).isEqualTo("Hi " + name + "!");
        }
    }

    @Test
    void leavesOutANameNobodyKnowsWithTheSpaceBesideIt() {
        var shop = new Shop()
                .has(draft("hi", Category.GREETING, List.of("hi"), "Hi {customer_name}! Welcome."))
                .has(draft("bye", Category.CLOSING, List.of("bye"), "{customer_name}, see you"));

        assertThat(answerOf(ask(shop.open(), "hi"))).isEqualTo("Hi! Welcome.");
        assertThat(answerOf(ask(shop.open(), "bye"))).isEqualTo("see you");
    }

    @Test
    void whatIsFilledInOnceStandsInEveryLanguage() {
        var shop = new Shop().knowsIn(Language.EN, "address", "12 Jalan Batik");
        forAllFields().forEach(shop::has);

        for (var message : List.of("Where is your shop?", "alamat kedai mana ya", "你们店在哪里")) {
            assertThat(answerOf(ask(shop.open(), message))).as(message).contains("12 Jalan Batik");
        }
    }

    @Test
    void takesAVariationWhenAValueIsMissingAndNoTemplateWhenAllAre() {
        var hours = draft(
                "hours",
                Category.OTHER,
                Language.EN,
                List.of("opening hours"),
                "We open {business_hours}",
                List.of("Please call us for our hours."),
                0);
        assertThat(answerOf(ask(new Shop().has(hours).open(), "opening hours?")))
                .isEqualTo("Please call us for our hours.");

        var only = draft("hours", Category.OTHER, List.of("opening hours"), "We open {business_hours}");
        var match = ask(new Shop().has(only).open(), "opening hours?");
        assertThat(match.candidates().getFirst().rejectedBecause()).contains("no_text");
    }

    @Test
    void neverSendsWhatWasPutTogetherWrongly() {
        var broken = List.of("Hi {unknown}", "Hi {", "Hi }", "[[name]]", "Hi %s", "Hi null", "Hi undefined", "** **");
        for (var response : broken) {
            var shop = new Shop().has(draft("hi", Category.GREETING, List.of("hi"), response));
            assertThat(answerOf(ask(shop.open(), "hi"))).as(response).isNull();
        }
    }

    @Test
    void readsTwoWordsWrittenAsOneAndMalayWordsAsChatsSpellThem() {
        var matcher = new Shop()
                .has(draft("polish", Category.OTHER, List.of("gold polish"), "We polish."))
                .has(draft("lukis", Category.OTHER, List.of("lukis potret"), "We draw."))
                .has(draft("rantai", Category.OTHER, List.of("rantai emas"), "We have chains."))
                .open();

        assertThat(nameOf(ask(matcher, "can do goldpolish?"))).isEqualTo("polish");
        assertThat(nameOf(ask(matcher, "boleh melukiskan potret?"))).isEqualTo("lukis");
        assertThat(nameOf(ask(matcher, "ada rantainye emas?"))).isEqualTo("rantai");
    }

    @Test
    void takesWhoTellsOfALeakForOneWhoAsksTheTemplateForLeaks() {
        var matcher = new Shop()
                .has(draft("leak", Category.OTHER, List.of("leaking", "machine not working"), "We come today."))
                .has(draft("hours", Category.OTHER, List.of("opening hours"), "10 to 6"))
                .has(draft("parking", Category.OTHER, List.of("parking"), "Behind the shop."))
                .has(draft("price", Category.OTHER, List.of("price"), "RM 10"))
                .open();

        assertThat(nameOf(ask(matcher, "thanni ozhugudhu anna machine la irundhu")))
                .isEqualTo("leak");
    }

    @Test
    void answersTheOneTopicOfALongStory() {
        var matcher = new Shop()
                .has(draft("hours", Category.OTHER, List.of("opening hours"), "10 to 6"))
                .has(draft("halal", Category.OTHER, List.of("halal", "sijil halal"), "Yes, halal."))
                .has(draft("deposit", Category.OTHER, List.of("deposit"), "RM 50"))
                .has(draft("menu", Category.OTHER, List.of("menu"), "See here."))
                .has(draft("parking", Category.OTHER, List.of("parking"), "Behind the shop."))
                .open();

        assertThat(nameOf(ask(matcher, "katering ni muslim punya ke? ade sijil jakim x")))
                .isEqualTo("halal");
    }

    @Test
    void turnsThroughVariationsAndNeverRepeatsTheLastText() {
        var shop = new Shop()
                .has(draft("hi", Category.GREETING, Language.EN, List.of("hi"), "one", List.of("two", "three"), 0));
        var matcher = shop.open();
        String last = null;
        for (int turn = 0; turn < 20; turn++) {
            var text = answerOf(matcher.match(new Question("hi", null, Map.of(), turn % 4, last), NOW));
            assertThat(text).isNotNull().isNotEqualTo(last);
            last = text;
        }
    }

    @Test
    void appliesACompanysOwnWordsLiterally() {
        var modifications = new Modifications(
                List.of(new Modifications.Replacement("(RM)", "$1")), "Dear {customer_name}, ", " Bye.");
        var shop = new Shop()
                .has(
                        draft("price", Category.OTHER, List.of("price"), "It is (RM) 10."),
                        new Selection(true, false, null, modifications),
                        true);
        var question = new Question("price?", null, Map.of("customer_name", "Aina"), 0, null);

        assertThat(answerOf(shop.open().match(question, NOW))).isEqualTo("Dear Aina, It is $1 10. Bye.");
    }
}
