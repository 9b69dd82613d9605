import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks for pages with HttpClient or URLConnection; a URL and then its fields, a line each. */
public class Asks {
  public static void main(String[] args) throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    TrustManager all =
        new X509TrustManager() {
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    trusting.init(null, new TrustManager[] {all}, null);
    HttpsURLConnection.setDefaultSSLSocketFactory(trusting.getSocketFactory());
    List<List<String>> jobs = new ArrayList<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("https://")) jobs.add(new ArrayList<>());
      jobs.get(jobs.size() - 1).add(line);
    }
    HttpClient client = HttpClient.newBuilder().sslContext(trusting).build();
    for (List<String> job : jobs) {
      if (args[0].equals("client")) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(job.get(0)));
        for (String line : job.subList(1, job.size())) {
          String[] field = line.split(": ", 2);
          request.header(field[0], field[1]);
        }
        client.send(request.build(), HttpResponse.BodyHandlers.discarding());
      } else {
        HttpURLConnection connection = (HttpURLConnection) new URL(job.get(0)).openConnection();
        for (String line : job.subList(1, job.size())) {
          String[] field = line.split(": ", 2);
          connection.setRequestProperty(field[0], field[1]);
        }
        connection.getResponseCode();
        connection.disconnect();
      }
    }
  }
}
