package app.sembang.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.knowledge.KnowledgeIndex.Entry;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which texts of a company cannot both be so.
class ContradictionsTests {
    private static Entry page(String text) {
        return new Entry(
                UUID.randomUUID(), MaterialId.next(), null, "Page", "", text, text, null, false, null, Validity.ALWAYS);
    }

    private static Entry faq(String question, String answer) {
        return new Entry(
                UUID.randomUUID(),
                null,
                FaqId.next(),
                question,
                "",
                answer,
                answer,
                null,
                false,
                null,
                Validity.ALWAYS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Delivery to Sabah costs RM 25.          | Delivery to Sabah costs RM 20 for each parcel.
            Penghantaran ke Sabah caj RM 25.        | Penghantaran ke Sabah caj RM 20.
            送货到沙巴运费25令吉。                     | 送货到沙巴运费20令吉。
            The sofa frame has 5 years of warranty. | The sofa frame has 2 years of warranty.
            Members get 10% discount on cakes.      | Members get 15% discount on cakes.
            """)
    void twoAmountsOfOneThingContradict(String one, String other) {
        assertThat(Contradictions.in(List.of(page(one), page(other)))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Delivery to Sabah costs RM 25.          | Delivery to Sabah costs RM 25.00 for each parcel.
            Delivery to Sabah costs RM 25.          | Delivery to Johor costs RM 12.
            Two-seater fabric sofa RM 899.          | Three-seater fabric sofa RM 1,299.
            The sofa frame has 5 years of warranty. | The sofa motor has 1 year of warranty.
            Members get 10% discount on cakes.      | Members pay RM 10 for a cake class.
            """)
    void whatIsSoOrOfAnotherThingDoesNot(String one, String other) {
        assertThat(Contradictions.in(List.of(page(one), page(other)))).isEmpty();
    }

    @Test
    void anAnswerIsReadWithItsQuestionAndTheNewerStandsFirst() {
        var found = Contradictions.in(List.of(
                faq("How much is delivery to Sabah by post?", "RM 20."),
                page("Delivery to Sabah by post costs RM 25.")));

        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.newerSays()).isEqualTo("RM 20");
            assertThat(one.olderSays()).isEqualTo("Delivery to Sabah by post costs RM 25");
        });
    }
}
