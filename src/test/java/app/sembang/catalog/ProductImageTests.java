package app.sembang.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestCompany;
import app.sembang.identity.Members;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProductTest
class ProductImageTests {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 0, 0, 0, 0, 0};

    private final Members members;

    @LocalServerPort
    private int port;

    private StaffApp admin;
    private String mug;

    @SuppressWarnings("NullAway.Init")
    ProductImageTests(Members members) {
        this.members = members;
    }

    @BeforeEach
    void aProduct() {
        admin = TestCompany.found(port, members).admin();
        mug = admin.post("/api/v1/products", "{\"kind\":\"product\",\"name\":\"Mug\"}")
                .json()
                .path("id")
                .asString();
    }

    @Test
    void picturesStandInTheOrderTheyAreGiven() {
        upload(PNG);
        var two = ids(upload(PNG));

        var turned = admin.put(images(), "{\"images\":[\"%s\",\"%s\"]}".formatted(two.get(1), two.get(0)));
        var three = ids(upload(PNG));

        assertThat(ids(turned)).containsExactly(two.get(1), two.get(0));
        assertThat(three).startsWith(two.get(1), two.get(0)).hasSize(3);
        assertThat(ids(admin.get(images()))).isEqualTo(three);
    }

    @Test
    void aPictureIsShownUntilItIsRemoved() {
        var shown = upload(PNG).json().at("/items/0");
        var address = shown.path("url").asString();

        assertThat(admin.get(address).header("Content-Type")).isEqualTo("image/png");
        assertThat(admin.delete(images() + "/" + shown.path("id").asString())
                        .json()
                        .path("items")
                        .isEmpty())
                .isTrue();
        assertThat(admin.get(address).status()).isEqualTo(404);
        assertThat(admin.delete(images() + "/" + shown.path("id").asString()).status())
                .isEqualTo(404);
    }

    @Test
    void aPictureIsThereInSmallerWidthsWhichGoWithIt() throws IOException {
        var shown = upload(photo(1200, 800)).json().at("/items/0");

        assertThat(shown.path("width").asInt()).isEqualTo(1200);
        var sizes =
                StreamSupport.stream(shown.path("sizes").spliterator(), false).toList();
        assertThat(sizes).extracting(size -> size.path("width").asInt()).containsExactly(96, 320, 960);
        for (var size : sizes) {
            var small =
                    ImageIO.read(new ByteArrayInputStream(bytes(size.path("url").asString())));
            assertThat(small.getWidth()).isEqualTo(size.path("width").asInt());
            assertThat(small.getHeight()).isEqualTo(Math.round(small.getWidth() / 1.5f));
        }
        assertThat(admin.get("/api/v1/products/images?product=" + mug).json().at("/items/0/sizes"))
                .hasSize(3);
        admin.delete(images() + "/" + shown.path("id").asString());
        assertThat(admin.get(sizes.getFirst().path("url").asString()).status()).isEqualTo(404);
    }

    @Test
    void aSmallPictureAndOneThatCannotBeReadAreShownAsTheyAre() throws IOException {
        upload(photo(90, 60));

        var both = upload(PNG).json();

        assertThat(both.at("/items/0/sizes")).isEmpty();
        assertThat(both.at("/items/0/width").asInt()).isEqualTo(90);
        assertThat(both.at("/items/1/width").isNull()).isTrue();
    }

    private static byte[] photo(int width, int height) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpeg", out);
        return out.toByteArray();
    }

    private byte[] bytes(String path) throws IOException {
        try (var picture = URI.create("http://localhost:" + port + path).toURL().openStream()) {
            return picture.readAllBytes();
        }
    }

    @Test
    void whatItIsItsBytesSay() {
        var refused = upload("<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/message").asString()).isEqualTo("Use a picture: PNG, JPEG or WebP.");
        assertThat(ids(admin.get(images()))).isEmpty();
    }

    @Test
    void aProductHasNoMoreThanTenPictures() {
        for (int picture = 0; picture < 10; picture++) {
            assertThat(upload(PNG).status()).isEqualTo(201);
        }

        assertThat(upload(PNG).json().at("/errors/0/message").asString())
                .isEqualTo("A product has at most 10 pictures.");
    }

    @Test
    void anOrderNamesEveryPictureOnce() {
        var one = ids(upload(PNG)).getFirst();

        var twice = admin.put(images(), "{\"images\":[\"%1$s\",\"%1$s\"]}".formatted(one));
        var none = admin.put(images(), "{\"images\":[]}");

        assertThat(List.of(twice, none))
                .extracting(answer -> answer.json().at("/errors/0/field").asString())
                .containsOnly("images");
    }

    @Test
    void picturesOfAnotherCompanyAreNotThere() {
        var picture = ids(upload(PNG)).getFirst();
        var other = TestCompany.found(port, members).admin();

        assertThat(other.get(images()).status()).isEqualTo(404);
        assertThat(other.delete(images() + "/" + picture).status()).isEqualTo(404);
    }

    private String images() {
        return "/api/v1/products/" + mug + "/images";
    }

    private Answer upload(byte[] picture) {
        return admin.upload("POST", images(), "mug.png", picture);
    }

    private static List<String> ids(Answer gallery) {
        return StreamSupport.stream(gallery.json().path("items").spliterator(), false)
                .map(image -> image.path("id").asString())
                .toList();
    }
}
