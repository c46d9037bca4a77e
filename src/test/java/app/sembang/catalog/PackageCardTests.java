package app.sembang.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/// The picture that goes with a package.
@ProductTest
class PackageCardTests {
    private final Members members;

    @LocalServerPort
    private int port;

    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    PackageCardTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aShop() {
        admin = TestCompany.found(port, members).admin();
    }

    @ParameterizedTest
    @CsvSource({
        "en, Raya set, Batik shirt",
        "ms, Set Raya, Kemeja batik",
        "zh, 新春套餐, 蜡染衬衫",
        "ta, தீபாவளி தொகுப்பு, பட்டிக் சட்டை"
    })
    void isDrawnInEveryLanguage(String language, String name, String product) throws Exception {
        var id = packageOf(name, product);

        var drawn = card(id, "?language=" + language);

        assertThat(drawn.headers().firstValue("Content-Type")).hasValue("image/png");
        var picture = read(drawn.body());
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(1080, 1080);
        assertThat(ink(picture, 190, 300)).as("its name").isGreaterThan(300);
        assertThat(ink(picture, 830, 1060)).as("its price").isGreaterThan(1000);
        keep("card-" + language, drawn.body());
    }

    @Test
    void wearsTheColoursOfTheLogo() throws Exception {
        var plain = read(card(packageOf("Raya set", "Shirt"), "").body());
        var logo = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
        var pen = logo.createGraphics();
        pen.setColor(new Color(0x0f9d58));
        pen.fillRect(0, 0, 200, 100);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(logo, "png", bytes);
        assertThat(admin.upload("PUT", "/api/v1/company/logo", "logo.png", bytes.toByteArray())
                        .status())
                .isEqualTo(200);

        var branded = card(packageOf("Merdeka set", "Shawl"), "").body();

        var picture = read(branded);
        var band = new Color(picture.getRGB(1070, 5));
        assertThat(band.getGreen()).isGreaterThan(band.getRed()).isGreaterThan(band.getBlue());
        assertThat(picture.getRGB(1070, 5)).isNotEqualTo(plain.getRGB(1070, 5));
        assertThat(new Color(picture.getRGB(128, 88))).isEqualTo(new Color(0x0f9d58));
        keep("card-branded", branded);
    }

    @Test
    void ofAnotherCompanyOrTierIsNotThere() throws Exception {
        var id = packageOf("Raya set", "Shirt");

        assertThat(admin.get("/api/v1/packages/" + id + "/card?tier=7").status())
                .isEqualTo(404);
        var other = TestCompany.found(port, members).admin();
        assertThat(other.get("/api/v1/packages/" + id + "/card").status()).isEqualTo(404);
    }

    private String packageOf(String name, String product) {
        var one = product(product, "89.90");
        var other = product(product + " 2", "33.33");
        return admin.post("/api/v1/packages", """
                {"name":"%s","tiers":[{"name":"Basic","pricing":"percent","percent":12.5,"parts":[
                  {"productId":"%s","quantity":1},{"productId":"%s","quantity":3}]}]}
                """.formatted(name, one, other))
                .json()
                .path("id")
                .asString();
    }

    private String product(String name, String price) {
        return admin.post("/api/v1/products", """
                {"kind":"product","name":"%s","price":{"amount":"%s","currency":"MYR"}}
                """.formatted(name, price))
                .json()
                .path("id")
                .asString();
    }

    private HttpResponse<byte[]> card(String id, String query) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://localhost:%d/api/v1/packages/%s/card%s".formatted(port, id, query)))
                            .header("Authorization", "Bearer " + admin.accessToken())
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }

    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    /// Dark points between two heights.
    private static int ink(BufferedImage picture, int from, int to) {
        int ink = 0;
        for (int y = from; y < to; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if ((picture.getRGB(x, y) & 0xff) < 80) ink++;
            }
        }
        return ink;
    }

    private static void keep(String name, byte[] png) throws IOException {
        var folder = System.getProperty("cards");
        if (folder != null) Files.write(Path.of(folder, name + ".png"), png);
    }
}
