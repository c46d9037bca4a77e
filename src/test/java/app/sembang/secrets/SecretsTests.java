package app.sembang.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.sembang.ProductTest;
import app.sembang.TestCompany;
import app.sembang.database.CompanyTransactions;
import app.sembang.database.InstallationKeys;
import app.sembang.identity.Members;
import app.sembang.secrets.Secrets.Unreadable;
import app.sembang.shared.CompanyId;
import java.util.Base64;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@ProductTest
class SecretsTests {
    private static final String TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

    private final Secrets secrets;
    private final Members members;
    private final CompanyTransactions transactions;
    private final JdbcClient jdbc;
    private final InstallationKeys keys;

    @LocalServerPort
    private int port;

    private CompanyId kedai = CompanyId.next();

    SecretsTests(
            Secrets secrets,
            Members members,
            CompanyTransactions transactions,
            JdbcClient jdbc,
            InstallationKeys keys) {
        this.secrets = secrets;
        this.members = members;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.keys = keys;
    }

    @BeforeEach
    void aCompany() {
        kedai = TestCompany.found(port, members).id();
    }

    @Test
    void whatIsSealedOpensAgainAlsoInAnotherProcess() {
        var sealed = secrets.seal(kedai, "botToken", TOKEN);

        assertThat(sealed).doesNotContain(TOKEN).startsWith("1:1:");
        assertThat(secrets.open(kedai, "botToken", sealed)).isEqualTo(TOKEN);
        assertThat(new Secrets(transactions, jdbc, keys).open(kedai, "botToken", sealed))
                .isEqualTo(TOKEN);
    }

    @Test
    void theSameTextIsNeverSealedAlikeTwice() {
        var sealed = new HashSet<String>();
        IntStream.range(0, 100).forEach(i -> sealed.add(secrets.seal(kedai, "botToken", TOKEN)));

        assertThat(sealed).hasSize(100);
    }

    @Test
    void anotherCompanyCannotOpenIt() {
        var klinik = TestCompany.found(port, members).id();
        secrets.seal(klinik, "botToken", "its own");
        var sealed = secrets.seal(kedai, "botToken", TOKEN);

        assertThatThrownBy(() -> secrets.open(klinik, "botToken", sealed)).isInstanceOf(Unreadable.class);
    }

    @Test
    void itDoesNotOpenInTheFieldOfAnother() {
        var sealed = secrets.seal(kedai, "botToken", TOKEN);

        assertThatThrownBy(() -> secrets.open(kedai, "appSecret", sealed))
                .isInstanceOf(Unreadable.class)
                .hasMessageNotContaining(TOKEN);
    }

    @Test
    void anyFlippedBitIsNoticed() {
        var sealed = secrets.seal(kedai, "botToken", TOKEN);
        var bytes = Base64.getUrlDecoder().decode(sealed.substring(4));

        for (int i = 0; i < bytes.length; i++) {
            var broken = bytes.clone();
            broken[i] ^= 1;
            var text = "1:1:" + Base64.getUrlEncoder().withoutPadding().encodeToString(broken);
            assertThatThrownBy(() -> secrets.open(kedai, "botToken", text)).isInstanceOf(Unreadable.class);
        }
        assertThatThrownBy(() -> secrets.open(kedai, "botToken", "1:2:" + sealed.substring(4)))
                .isInstanceOf(Unreadable.class);
        assertThatThrownBy(() -> secrets.open(kedai, "botToken", "nonsense")).isInstanceOf(Unreadable.class);
    }

    @Test
    void aKeyThatWasNeverKeptIsNotUsed() {
        assertThatThrownBy(() -> transactions.in(kedai, () -> {
                    secrets.seal(kedai, "botToken", TOKEN);
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");

        var sealed = secrets.seal(kedai, "botToken", TOKEN);

        assertThat(new Secrets(transactions, jdbc, keys).open(kedai, "botToken", sealed))
                .isEqualTo(TOKEN);
    }

    @Test
    void anotherInstallationsKeyOpensNothing() {
        var sealed = secrets.seal(kedai, "botToken", TOKEN);
        var elsewhere = new Secrets(transactions, jdbc, new InstallationKeys(keys.jwtSecret(), new byte[32]));

        assertThatThrownBy(() -> elsewhere.open(kedai, "botToken", sealed)).isInstanceOf(Unreadable.class);
    }
}
