package app.sembang.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a file is, by how it begins and never by what its sender says.
class ContentTypesTests {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ÿØÿà          | image/jpeg
            GIF89a        | image/gif
            RIFF....WEBP  | image/webp
            RIFF....WAVE  | audio/wav
            OggS          | audio/ogg
            '#!AMR'       | audio/amr
            ÿñP           | audio/aac
            ÿû            | audio/mpeg
            ID3           | audio/mpeg
            ....ftypM4A_  | audio/mp4
            ....ftypheic  | image/heic
            ....ftypisom  | video/mp4
            ....ftyp      | video/mp4
            %PDF-1.7      | application/pdf
            <html>        | application/octet-stream
            """)
    void isToldByItsFirstBytes(String beginning, String type) {
        assertThat(ContentTypes.of(beginning.replace('_', ' ').getBytes(StandardCharsets.ISO_8859_1), "page.html"))
                .isEqualTo(type);
    }
}
