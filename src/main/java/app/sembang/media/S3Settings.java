package app.sembang.media;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where files are kept for all processes. Without an endpoint they lie in the folder `media` of `SEMBANG_HOME` alone.
///
/// @param endpoint of a service that speaks S3, such as `https://s3.ap-southeast-1.amazonaws.com`
@ConfigurationProperties("sembang.media.s3")
record S3Settings(
        @Nullable URI endpoint,
        @DefaultValue("us-east-1") String region,
        @DefaultValue("") String bucket,
        @DefaultValue("") String accessKey,
        @DefaultValue("") String secretKey) {
    S3Settings {
        if (endpoint != null
                && !endpoint.toString().isEmpty()
                && (bucket.isBlank() || accessKey.isBlank() || secretKey.isBlank())) {
            throw new IllegalArgumentException("sembang.media.s3 needs a bucket, an access key and a secret key.");
        }
    }

    boolean isUsed() {
        return endpoint != null && !endpoint.toString().isEmpty();
    }

    @Override
    public String toString() {
        return "S3Settings[endpoint=%s, bucket=%s]".formatted(endpoint, bucket);
    }
}
