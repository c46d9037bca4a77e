package app.sembang.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.sembang.Breakdown;
import app.sembang.CountedStatements;
import app.sembang.Inbox;
import app.sembang.ProductTest;
import app.sembang.StaffApp;
import app.sembang.StaffApp.Answer;
import app.sembang.TestClock;
import app.sembang.TestCompany;
import app.sembang.TestWorkbook;
import app.sembang.database.TestDatabase;
import app.sembang.identity.Members;
import app.sembang.identity.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.dhatim.fastexcel.reader.CellType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProductTest
class ProductFileTests {
    private static final String PRODUCTS = "/api/v1/products";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Members members;
    private final TestClock clock;

    @LocalServerPort
    private int port;

    private TestCompany company;
    private StaffApp admin;

    @SuppressWarnings("NullAway.Init")
    ProductFileTests(Members members, TestClock clock) {
        this.members = members;
        this.clock = clock;
    }

    @BeforeEach
    void aCompany() {
        company = TestCompany.found(port, members);
        admin = company.admin();
    }

    @Test
    void aFileIsTriedTakenInAndTakenBack() {
        admin.post(PRODUCTS, """
                {"kind":"product","name":"Shirt","sku":"S-1","category":"Old","price":{"amount":"50.00","currency":"MYR"},"stock":3}
                """);
        clock.advance(Duration.ofMinutes(1));
        var file = """
                SKU,Product name,Price (RM),Qty,Category,Shelf
                s-1,Batik shirt,"RM 1,060.00",10,,A3
                S-2,Shawl,20,5,Shawls,B1
                ,Voucher,,,,
                """;

        var tried = take(file, true).json();

        assertThat(tried.path("id").isNull()).isTrue();
        assertThat(counts(tried)).containsExactly(3, 2, 1, 0, 0);
        assertThat(tried.at("/preview/0/change").asString()).isEqualTo("update");
        assertThat(tried.at("/preview/0/price/amount").asString()).isEqualTo("1060.00");
        assertThat(tried.at("/ignored/0").asString()).isEqualTo("Shelf");
        assertThat(names()).containsExactly("Shirt");

        var taken = take(file, false).json();

        assertThat(taken.path("status").asString()).isEqualTo("done");
        assertThat(counts(taken)).containsExactly(3, 2, 1, 0, 0);
        assertThat(names()).containsExactly("Batik shirt", "Shawl", "Voucher");
        var shirt = bySku("S-1");
        assertThat(shirt.path("category").asString()).isEqualTo("Old");
        assertThat(shirt.path("stock").asInt()).isEqualTo(10);
        assertThat(admin.get(PRODUCTS + "?q=shawl").json().at("/items/0/sku").asString())
                .isEqualTo("S-2");
        clock.advance(Duration.ofMinutes(1));

        var undone = undo(taken);

        assertThat(undone.path("status").asString()).isEqualTo("undone");
        assertThat(undone.path("kept").asInt()).isZero();
        assertThat(names()).containsExactly("Shirt");
        assertThat(bySku("S-1").at("/price/amount").asString()).isEqualTo("50.00");
        assertThat(bySku("S-1").path("stock").asInt()).isEqualTo(3);
        assertThat(undo(taken)).isEqualTo(undone);
        assertThat(admin.get(PRODUCTS + "/imports").json().path("items")).hasSize(1);
    }

    @Test
    void theSameFileAgainChangesNothing() {
        var file = "sku,name,price,stock,tags\nA,One,1.5,2,new|hot\nB,Two,2,,\n";
        take(file, false);

        assertThat(counts(take(file, false).json())).containsExactly(2, 0, 0, 2, 0);
    }

    @Test
    void columnsAreKnownInEveryLanguageAndOrder() {
        take("harga;nama produk;kod;stok\n12,50;Kain;K-1;7\n", false);
        take("货号,名称,价格\nM-1,围巾,75\n", false);
        take("விலை,பெயர்\n9.90,சேலை\n", false);

        assertThat(bySku("K-1").at("/price/amount").asString()).isEqualTo("12.50");
        assertThat(bySku("K-1").path("stock").asInt()).isEqualTo(7);
        assertThat(bySku("M-1").path("name").asString()).isEqualTo("围巾");
        assertThat(names()).contains("சேலை");
    }

    @Test
    void everyWrongCellIsNamedByLineAndColumnAndTheOthersAreTakenIn() {
        var taken = take("""
                Code,Name,Harga,Stock,Link,Type
                A,One,cheap,many,example.com,thing
                B,Two,5,1,,
                b,Twin,5,1,,
                C,,5,1,,
                D,Visit,5,1,,service
                ,,5,,,
                """, false).json();

        assertThat(counts(taken)).containsExactly(6, 1, 0, 0, 5);
        var errors = items(taken.path("errors"));
        assertThat(errors.stream()
                        .map(error -> error.path("line").asInt() + " "
                                + error.path("column").asString()))
                .containsExactly("2 Type", "2 Link", "2 Harga", "2 Stock", "4 Code", "5 Name", "6 Stock", "7 Name");
        assertThat(names()).containsExactly("Two");
    }

    @Test
    void whatIsNoTableOfProductsIsRefused() {
        for (var file : List.of("name\n", "colour,size\nred,1\n", "name\n\"open")) {
            assertThat(take(file, true).json().at("/errors/0/field").asString())
                    .as(file)
                    .isEqualTo("file");
        }
        assertThat(take("sku,name\n" + "x,y\n".repeat(50_001), true).status()).isEqualTo(422);
    }

    @Test
    void aFileOfASpreadsheetOfWindowsIsReadToo() {
        send("name\nCafé\n".getBytes(Charset.forName("windows-1252")), false);

        assertThat(names()).containsExactly("Café");
    }

    @Test
    void whatSomebodyChangedOrSoldSinceStaysWhenAnImportIsTakenBack() {
        var taken = take("sku,name,price,stock\nA,One,1,5\nB,Two,2,5\nC,Three,3,5\n", false)
                .json();
        clock.advance(Duration.ofMinutes(1));
        admin.patch(PRODUCTS + "/" + bySku("A").path("id").asString(), "{\"name\":\"Uno\"}");
        admin.post(
                PRODUCTS + "/" + bySku("B").path("id").asString() + "/stock-movements",
                "{\"reason\":\"sold\",\"change\":-1}");

        var undone = undo(taken);

        assertThat(undone.path("kept").asInt()).isEqualTo(2);
        assertThat(names()).containsExactly("Two", "Uno");
    }

    @Test
    void theCatalogGoesOutAndInAgainAndRunsNoFormula() {
        admin.post(PRODUCTS, """
                {"kind":"product","name":"=HYPERLINK(\\"x\\")","sku":"@1","description":"-1+1, \\"quoted\\"","tags":["a","b"],
                 "aliases":{"zh":["蜡染"]},"price":{"amount":"89.90","currency":"MYR"},"stock":4}
                """);
        var before = admin.get(PRODUCTS).json().at("/items/0");

        var file = admin.get(PRODUCTS + "/export").response().body();

        assertThat(file).contains("'=HYPERLINK", "'@1", "'-1+1").startsWith("\uFEFFsku,name");
        assertThat(counts(take(file, false).json())).containsExactly(1, 0, 0, 1, 0);
        assertThat(admin.get(PRODUCTS).json().at("/items/0")).isEqualTo(before);
    }

    @Test
    void aWorkbookIsTriedTakenInAndTakenBackLikeAText() {
        var file = TestWorkbook.of(List.of(
                List.of("SKU", "Product name", "Price (RM)", "Qty", "Description"),
                List.of("W-1", "Batik shirt", 89.9, 5, "Soft\nand cool"),
                List.of(),
                List.of("W-2", "Shawl", "cheap", 3),
                List.of(60123, "Sarong", 0.1 + 0.2, 8.0)));

        var tried = send(file, true).json();

        assertThat(counts(tried)).containsExactly(3, 2, 0, 0, 1);
        assertThat(tried.at("/errors/0/line").asInt()).isEqualTo(4);
        assertThat(tried.at("/errors/0/column").asString()).isEqualTo("Price (RM)");
        assertThat(names()).isEmpty();

        var taken = send(file, false).json();

        assertThat(counts(taken)).containsExactly(3, 2, 0, 0, 1);
        assertThat(bySku("W-1").at("/price/amount").asString()).isEqualTo("89.90");
        assertThat(bySku("W-1").path("description").asString()).isEqualTo("Soft\nand cool");
        assertThat(bySku("60123").at("/price/amount").asString()).isEqualTo("0.30");
        assertThat(bySku("60123").path("stock").asInt()).isEqualTo(8);
        clock.advance(Duration.ofMinutes(1));
        assertThat(undo(taken).path("kept").asInt()).isZero();
        assertThat(names()).isEmpty();
    }

    @Test
    void theCatalogGoesOutAsAWorkbookWithNumbersAndWithoutFormulas() throws Exception {
        admin.post(PRODUCTS, """
                {"kind":"product","name":"=HYPERLINK(\\"x\\")","sku":"@1","tags":["a","b"],
                 "aliases":{"zh":["蜡染"]},"price":{"amount":"89.90","currency":"MYR"},"stock":4}
                """);

        var file = TestWorkbook.get(admin, port, PRODUCTS + "/export?format=xlsx");

        var row = TestWorkbook.read(file).get(1);
        assertThat(row.getCell(1).getType()).isEqualTo(CellType.STRING);
        assertThat(row.getCellText(1)).isEqualTo("'=HYPERLINK(\"x\")");
        assertThat(row.getCell(4).getType()).isEqualTo(CellType.NUMBER);
        assertThat(counts(send(file, false).json())).containsExactly(1, 0, 0, 1, 0);
    }

    @Test
    void aWorkbookThatIsBrokenOrATrapIsRefused() throws IOException {
        var whole = TestWorkbook.of(List.of(List.of("name"), List.of("One")));
        for (var file : List.of(
                TestWorkbook.bomb("xl/worksheets/sheet1.xml", 200),
                TestWorkbook.bomb("xl/sharedStrings.xml", 30),
                TestWorkbook.saying(sheet("<row r='1'><c r='ZZZZZZ1' t='str'><v>name</v></c></row>")),
                TestWorkbook.saying(sheet("<row r='2000000000'><c t='str'><v>name</v></c></row>")),
                TestWorkbook.saying(sheet("<row r='1'>" + "<c/>".repeat(1_000_000) + "</row>")),
                TestWorkbook.bomb("nothing.txt", 0),
                Arrays.copyOf(whole, whole.length / 2),
                new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1, 0
                })) {
            var refused = send(file, true);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("file");
        }
    }

    private static String sheet(String rows) {
        return "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>%s</sheetData></worksheet>"
                .formatted(rows);
    }

    @Test
    void aLineIsNumberedAsASpreadsheetNumbersIt() {
        var tried = take("name,price\n\"One\nmore\",1\n\nTwo,cheap\n", true).json();

        assertThat(tried.at("/errors/0/line").asInt()).isEqualTo(4);
    }

    @Test
    void aLargeFileIsTakenInAfterTheAnswerAndTakenBackAfterIt() {
        var file = IntStream.range(0, 2500)
                .mapToObj(n -> "L-%d,Thing %d,%d.50,%d".formatted(n, n, n, n))
                .collect(Collectors.joining("\n", "sku,name,price,stock\n", "\n"));

        var begun = take(file, false).json();

        assertThat(begun.path("rows").asInt()).isEqualTo(2500);
        var path = PRODUCTS + "/imports/" + begun.path("id").asString();
        await().atMost(SOON)
                .until(() -> admin.get(path).json().path("status").asString().equals("done"));
        assertThat(counts(admin.get(path).json())).containsExactly(2500, 2500, 0, 0, 0);
        assertThat(bySku("L-2499").path("stock").asInt()).isEqualTo(2499);
        admin.delete(path);
        await().atMost(SOON)
                .until(() -> admin.get(path).json().path("status").asString().equals("undone"));
        assertThat(names()).isEmpty();
    }

    @Test
    void anImportThatBreaksOffGoesOnWhereItStood() {
        var file = IntStream.range(0, 3500)
                .mapToObj(n -> "L-%d,Thing %d,%d.50,%d".formatted(n, n, n, n))
                .collect(Collectors.joining("\n", "sku,name,price,stock\n", "\n"));
        String path;
        try (var broken = new Breakdown(company, "product", "sku_key = 'l-2200'")) {
            var id = take(file, false).json().path("id").asString();
            path = PRODUCTS + "/imports/" + id;
            await().atMost(SOON).until(() -> admin.get(path).json().path("done").asInt() == 2000);
            broken.awaitFailureOf(id + "/in");
        }
        clock.advance(Duration.ofMinutes(10));

        await().atMost(SOON)
                .until(() -> admin.get(path).json().path("status").asString().equals("done"));
        assertThat(counts(admin.get(path).json())).containsExactly(3500, 3500, 0, 0, 0);
        assertThat(Inbox.rows(company, "product", "sku like 'L-%'")).isEqualTo(3500);
        assertThat(Inbox.rows(company, "stock_movement", "true")).isEqualTo(3500);
    }

    @Test
    void whatTheCompanysOwnFieldsSayComesInAndGoesOut() {
        for (var field : List.of(
                "{\"name\":\"Tenure\",\"kind\":\"choice\",\"choices\":[\"Freehold\",\"Leasehold\"]}",
                "{\"name\":\"Bumi lot\",\"kind\":\"yes_no\"}")) {
            assertThat(admin.post("/api/v1/product-fields", field).status()).isEqualTo(201);
        }
        var file = """
                SKU,Name,tenure,Bumi lot
                A,Casa Indah,Freehold,TRUE
                B,Casa Murni,Borrowed,false
                C,Casa Jati,,
                """;

        var taken = take(file, false).json();

        assertThat(counts(taken)).containsExactly(3, 2, 0, 0, 1);
        assertThat(taken.at("/errors/0/column").asString()).isEqualTo("tenure");
        assertThat(bySku("A").path("fields").toString()).contains("Freehold", "true");
        assertThat(bySku("C").path("fields")).isEmpty();
        var out = admin.get(PRODUCTS + "/export").response().body();
        assertThat(out.lines().findFirst().orElseThrow()).endsWith("Tenure,Bumi lot");
        assertThat(counts(take(out, false).json())).containsExactly(2, 0, 0, 2, 0);
        take("sku,Tenure\nA,Leasehold\n", false);
        assertThat(bySku("A").path("fields").toString()).contains("Leasehold", "true");
    }

    @Test
    void aFileHasEveryProductByNameHoweverManyAndFewStatementsReadThem() throws Exception {
        fill(2600);

        var lines = new ArrayList<String>();
        var statements = CountedStatements.ofRequests(
                company,
                () -> admin.get(PRODUCTS + "/export").response().body().lines().forEach(lines::add));

        assertThat(lines).hasSize(2601).doesNotHaveDuplicates();
        assertThat(lines.subList(1, 2601))
                .extracting(line -> line.split(",", -1)[1])
                .isSorted()
                .startsWith("Thing 00001")
                .endsWith("Thing 02600");
        assertThat(statements.stream().flatMap(List::stream).filter(sql -> sql.contains("from product p")))
                .as("the order, and two hundred and fifty products with each but for their variants")
                .hasSizeLessThanOrEqualTo(1 + 2 * 11);
        assertThat(new Inbox(admin).items("/api/v1/audit-entries").getFirst().toString())
                .contains("products_exported", "\"products\":2600");
    }

    @Test
    void aFileThatBreaksOffDoesNotLookWhole() throws Exception {
        fill(2600);
        fieldsOf("Thing 02400", "{\"no id\":\"\"}");

        assertThatThrownBy(() -> TestWorkbook.get(admin, port, PRODUCTS + "/export"))
                .as("the beginning has gone")
                .isInstanceOf(IOException.class);
        var refused = admin.get(PRODUCTS + "/export?format=xlsx");
        assertThat(refused.status()).as("nothing has gone yet").isEqualTo(500);
        assertThat(refused.code()).isEqualTo("internal");

        fieldsOf("Thing 02400", "{}");
        assertThat(admin.get(PRODUCTS + "/export").response().body().lines()).hasSize(2601);
    }

    private void fill(int products) throws SQLException {
        run("""
                insert into product (company_id, id, kind, name, sort_key, created_at, changed_at)
                select '%s', gen_random_uuid(), 'product', name, lower(name), now(), now()
                  from (select 'Thing ' || to_char(n, 'FM00000') as name from generate_series(1, %d) n) thing
                """.formatted(company.id(), products));
    }

    /// What nobody can read where it is no map of ids.
    private void fieldsOf(String name, String fields) throws SQLException {
        run("update product set fields = '%s' where company_id = '%s' and name = '%s'"
                .formatted(fields, company.id(), name));
    }

    private static void run(String sql) throws SQLException {
        try (var connection = TestDatabase.shared().superuser("sembang");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void anImportOfAnotherCompanyIsNotThereAndOnlyAdminsTakeFilesIn() {
        var id = take("name\nOne\n", false).json().path("id").asString();
        var other = TestCompany.found(port, members).admin();

        assertThat(other.get(PRODUCTS + "/imports/" + id).status()).isEqualTo(404);
        assertThat(other.delete(PRODUCTS + "/imports/" + id).status()).isEqualTo(404);
        var agent = company.person("Aina", Role.COMPANY_USER);
        assertThat(agent.get(PRODUCTS + "/imports/" + id).status()).isEqualTo(403);
        assertThat(agent.get(PRODUCTS + "/export").status()).isEqualTo(200);
    }

    private Answer take(String file, boolean dryRun) {
        return send(file.getBytes(StandardCharsets.UTF_8), dryRun);
    }

    private Answer send(byte[] file, boolean dryRun) {
        return admin.send(HttpRequest.newBuilder(
                        URI.create("http://localhost:%d%s/import?dryRun=%s".formatted(port, PRODUCTS, dryRun)))
                .header("Authorization", "Bearer " + admin.accessToken())
                .header(
                        "Content-Type",
                        file.length > 1 && file[0] == 'P' && file[1] == 'K' ? TestWorkbook.TYPE : "text/csv")
                .POST(BodyPublishers.ofByteArray(file))
                .build());
    }

    private JsonNode undo(JsonNode taken) {
        return admin.delete(PRODUCTS + "/imports/" + taken.path("id").asString())
                .json();
    }

    /// Rows, created, updated, unchanged, wrong.
    private static List<Integer> counts(JsonNode result) {
        return List.of("rows", "created", "updated", "unchanged", "wrong").stream()
                .map(name -> result.path(name).asInt())
                .toList();
    }

    private JsonNode bySku(String sku) {
        return items(admin.get(PRODUCTS + "?q=" + sku).json().path("items")).stream()
                .filter(product -> product.path("sku").asString("").equalsIgnoreCase(sku))
                .findFirst()
                .orElseThrow();
    }

    private List<String> names() {
        return items(admin.get(PRODUCTS + "?limit=100").json().path("items")).stream()
                .map(product -> product.path("name").asString())
                .toList();
    }

    private static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
