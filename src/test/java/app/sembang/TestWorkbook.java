package app.sembang;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;

/// Files of spreadsheets as people make them.
public final class TestWorkbook {
    public static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private TestWorkbook() {}

    /// Cells that are numbers and days are written as such; an empty list is an empty row.
    public static byte[] of(List<List<Object>> rows) {
        var file = new ByteArrayOutputStream();
        try (var book = new Workbook(file, "Test", null)) {
            var sheet = book.newWorksheet("Sheet1");
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < rows.get(row).size(); column++) {
                    switch (rows.get(row).get(column)) {
                        case Number number -> sheet.value(row, column, number);
                        case LocalDate day -> {
                            sheet.value(row, column, day);
                            sheet.style(row, column).format("dd/mm/yyyy").set();
                        }
                        case Object text -> sheet.value(row, column, text.toString());
                    }
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return file.toByteArray();
    }

    public static List<Row> read(byte[] file) throws IOException {
        try (var book = new ReadableWorkbook(new ByteArrayInputStream(file))) {
            return book.getFirstSheet().read();
        }
    }

    /// A small file that becomes a large one.
    public static byte[] bomb(String part, int megabytes) throws IOException {
        var file = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry(part));
            var megabyte = new byte[1 << 20];
            for (int i = 0; i < megabytes; i++) zip.write(megabyte);
        }
        return file.toByteArray();
    }

    /// A file whose only sheet says this.
    public static byte[] saying(String sheet) throws IOException {
        var whole = new SeekableInMemoryByteChannel(of(List.of(List.of("name"))));
        var file = new ByteArrayOutputStream();
        try (var in = ZipFile.builder().setSeekableByteChannel(whole).get();
                var out = new ZipOutputStream(file)) {
            for (var part : Collections.list(in.getEntries())) {
                out.putNextEntry(new ZipEntry(part.getName()));
                if (part.getName().startsWith("xl/worksheets/")) out.write(sheet.getBytes(StandardCharsets.UTF_8));
                else in.getInputStream(part).transferTo(out);
            }
        }
        return file.toByteArray();
    }

    public static byte[] get(StaffApp app, int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
                .header("Authorization", "Bearer " + app.accessToken())
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofByteArray()).body();
        }
    }
}
