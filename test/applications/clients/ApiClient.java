import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** Sends the same chunked body again and again with Java's own client, as it comes. */
public class ApiClient {
    /** Arguments: the URL, the address to speak for, how often. */
    public static void main(String[] arguments) throws Exception {
        byte[] body = someJson();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0]))
            .header("Content-Type", "application/json")
            .header("Accept-Encoding", "gzip")
            .header("X-Api-Key", "partner-7")
            .header("X-Forwarded-For", arguments[1])
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
            .build();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            report(client.send(request, HttpResponse.BodyHandlers.ofByteArray()), body);
        }
    }

    private static byte[] someJson() {
        StringBuilder text = new StringBuilder("[\"Gemeng K\u00e4erjeng\"");
        new Random(7).ints(60_000).forEach(number -> text.append(',').append(number));
        return text.append(']').toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void report(HttpResponse<byte[]> answer, byte[] body) throws IOException {
        String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
        byte[] bytes = answer.body();
        if (encoding.equals("gzip")) {
            bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        String content = Arrays.equals(bytes, body) ? "the same" : new String(bytes, "UTF-8");
        System.out.println(answer.statusCode() + "|" + type + "|" + encoding + "|" + content);
    }
}
