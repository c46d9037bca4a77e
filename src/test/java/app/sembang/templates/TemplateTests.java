package app.sembang.templates;

import static app.sembang.shared.Language.EN;
import static app.sembang.shared.Language.ZH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.ProductTest;
import app.sembang.TestClock;
import app.sembang.companies.Companies;
import app.sembang.companies.NewCompany;
import app.sembang.database.Access;
import app.sembang.database.CompanyTransactions;
import app.sembang.identity.Member;
import app.sembang.identity.Members;
import app.sembang.identity.NewMember;
import app.sembang.identity.Role;
import app.sembang.shared.Ids;
import app.sembang.shared.Language;
import app.sembang.shared.Refusal;
import app.sembang.templates.Match.Answered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@ProductTest
class TemplateTests {
    private static final Access PLATFORM = Access.company(Companies.PLATFORM);

    private final Templates templates;
    private final Members members;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    TemplateTests(
            Templates templates, Members members, CompanyTransactions transactions, JdbcClient jdbc, JsonMapper json) {
        this.templates = templates;
        this.members = members;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.json = json;
    }

    private Member admin(String name) {
        var slug = name + "-" + Ids.next().toString().substring(24);
        return members.found(
                        new NewCompany(name, slug, "MY", "ecommerce", EN),
                        new NewMember("Admin", slug + "@example.com", "sembang-" + slug, Role.COMPANY_ADMIN, EN, false),
                        null)
                .admin();
    }

    private static TemplateDraft draft(String name, String pattern, String response) {
        return Shop.draft(name, Category.PRODUCT_INQUIRY, List.of(pattern), response);
    }

    private String answer(Member member, String message) {
        var match = transactions.in(
                member.company(), () -> templates.match(member.company(), List.of(Question.of(message))));
        return match.getFirst() instanceof Answered answered ? answered.text() : "-";
    }

    @Test
    void aCompanysOwnTemplateAnswersAtOnceAndOnlyThere() {
        var kedai = admin("kedai");
        var klinik = admin("klinik");
        assertThat(answer(kedai, "do you sell songket")).isEqualTo("-");

        templates.create(kedai.access(), draft("Songket", "sell songket", "Yes, {company_name} does."));

        assertThat(answer(kedai, "do you sell songket")).isEqualTo("Yes, kedai does.");
        assertThat(answer(klinik, "do you sell songket")).isEqualTo("-");
    }

    @Test
    void aGlobalTemplateAnswersOnceTheCompanyEnablesIt() {
        var kedai = admin("kedai");
        var word = "w" + Ids.next().toString().substring(24);
        var template = templates.create(PLATFORM, draft("Global " + word, word, "from all"));
        assertThat(template.global()).isTrue();
        assertThat(answer(kedai, word)).isEqualTo("-");

        var modifications = new Modifications(List.of(new Modifications.Replacement("all", "us")), "", "!");
        templates.select(kedai.access(), template.id(), new Selection(true, true, 7, modifications));
        assertThat(answer(kedai, word)).isEqualTo("from us!");

        templates.select(kedai.access(), template.id(), new Selection(false, false, null, null));
        assertThat(answer(kedai, word)).isEqualTo("-");
    }

    @Test
    void aNewVersionAnswersAndTheOldOneStaysAsEvidence() {
        var kedai = admin("kedai");
        var template = templates.create(kedai.access(), draft("Songket", "songket", "first"));
        assertThat(answer(kedai, "songket")).isEqualTo("first");

        var revised = templates.revise(kedai.access(), template.id(), draft("Songket", "songket", "second"));

        assertThat(revised.version()).isEqualTo(2);
        assertThat(answer(kedai, "songket")).isEqualTo("second");
        var kept = transactions.in(
                kedai.company(),
                () -> jdbc.sql("select response from template_version where company_id = :company order by number")
                        .param("company", kedai.company().value())
                        .query(String.class)
                        .list());
        assertThat(kept).containsExactly("first", "second");
    }

    @Test
    void anUnknownPlaceholderIsRefusedByName() {
        var kedai = admin("kedai");
        assertThatThrownBy(() -> templates.create(kedai.access(), draft("Bad", "songket", "Hi {custmer_name}")))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.facts().toString()).contains("{custmer_name}", "response"));

        templates.define(
                kedai.access(), new VariableDraft("custmer_name", null, Map.of(), Map.of(EN, "friend", ZH, "朋友")));
        templates.create(kedai.access(), draft("Good", "songket", "Hi {custmer_name}"));
        assertThat(answer(kedai, "songket")).isEqualTo("Hi friend");
    }

    @Test
    void onlyThePlatformChangesGlobalTemplates() {
        var kedai = admin("kedai");
        var template = templates.create(PLATFORM, draft("Global", "globalword", "answer"));

        assertThatThrownBy(() -> templates.revise(kedai.access(), template.id(), draft("Mine", "x1", "y")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("forbidden"));
    }

    @Test
    void anotherCompanysTemplateIsAsAbsentAsOneThatNeverWas() {
        var template = templates.create(admin("kedai").access(), draft("Songket", "songket", "answer"));
        var klinik = admin("klinik");

        assertThatThrownBy(() -> templates.find(klinik.company(), template.id()))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("not-found"));
        assertThatThrownBy(() -> templates.select(klinik.access(), template.id(), new Selection(true, true, 1, null)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void countsAnAnswerWhenItWasSent() {
        var kedai = admin("kedai");
        var template = templates.create(kedai.access(), draft("Songket", "songket", "answer"));
        var use = new TemplateUse(template.id(), TestClock.START);

        transactions.run(kedai.company(), () -> templates.recordUse(kedai.company(), List.of(use, use)));
        transactions.run(kedai.company(), () -> templates.recordUse(kedai.company(), List.of(use)));

        var counted = templates.find(kedai.company(), template.id());
        assertThat(counted.usageCount()).isEqualTo(3);
        assertThat(counted.lastUsedAt()).isEqualTo(TestClock.START);
    }

    @Test
    void seesWithinSecondsWhatAnotherProcessChanged() throws InterruptedException {
        var kedai = admin("kedai");
        var template = templates.create(kedai.access(), draft("Songket", "songket", "answer"));
        assertThat(answer(kedai, "songket")).isEqualTo("answer");

        // As another process does it: in the database, without a word to this one.
        transactions.run(kedai.company(), () -> {
            jdbc.sql("update template set active = false where company_id = :company and id = :id")
                    .param("company", kedai.company().value())
                    .param("id", template.id().value())
                    .update();
            jdbc.sql("update template_stamp set stamp = stamp + 1 where company_id = :company")
                    .param("company", kedai.company().value())
                    .update();
        });

        var deadline = System.nanoTime() + 5_000_000_000L;
        while (answer(kedai, "songket").equals("answer") && System.nanoTime() < deadline) Thread.sleep(50);
        assertThat(answer(kedai, "songket")).isEqualTo("-");
    }

    @Test
    void theStartersCanBeOffered() {
        var kedai = admin("kedai");
        StarterTemplates.variables().forEach(variable -> templates.define(kedai.access(), variable));
        for (var draft : StarterTemplates.all(json)) {
            var template = templates.create(kedai.access(), draft);
            assertThat(template.localizedVersions()).containsKeys(Language.MS, Language.ZH);
        }
        assertThat(answer(kedai, "brp harga ni?")).startsWith("Boleh!");
        assertThat(templates.list(kedai.company(), new TemplateFilter(null, Language.TA, false), null, 100))
                .hasSizeGreaterThan(20);
    }
}
