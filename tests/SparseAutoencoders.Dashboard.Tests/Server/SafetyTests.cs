using System.Net;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Tests.Browser;

namespace SparseAutoencoders.Dashboard.Tests.Server;

/// <summary>Who may ask, and what is answered.</summary>
public sealed class SafetyTests(BrowserFixture browser)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.0.0.1")]
    public async Task A_foreign_host_name_is_refused(string host)
    {
        foreach (var path in (string[])["", "units", "site.css", "pictures/rows/1", "_blazor/negotiate"])
            Assert.Equal(HttpStatusCode.MisdirectedRequest, (await AskAsync(browser.Address, path, request => request.Headers.Host = host)).StatusCode);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task This_machines_own_names_are_answered(string host) =>
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(browser.Address, "", request => request.Headers.Host = $"{host}:{new Uri(browser.Address).Port}")).StatusCode);

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    public async Task Another_pages_script_is_refused(string origin) =>
        Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(browser.Address, "_blazor/negotiate", request => request.Headers.Add("Origin", origin))).StatusCode);

    [Fact]
    public async Task Every_answer_forbids_what_comes_from_elsewhere()
    {
        foreach (var path in (string[])["", "units", "site.css", "_framework/blazor.web.js", "nowhere"])
        {
            var headers = (await AskAsync(browser.Address, path)).Headers;
            var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("pictures/rows/..%2f..%2fmodel.safetensors")]
    [InlineData("pictures/encoder/..%2f..%2fetc%2fpasswd/1")]
    [InlineData("_framework/..%2fsae.dll")]
    [InlineData("sae.dll")]
    [InlineData("appsettings.json")]
    [InlineData("_framework/blazor.server.js")]
    [InlineData("row//etc/passwd")]
    public async Task No_path_from_outside_reaches_a_file(string path)
    {
        var answer = await AskAsync(browser.Address, path);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain("root:", body, StringComparison.Ordinal);
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest || answer.Content.Headers.ContentType!.MediaType is "image/png", $"{answer.StatusCode} {body}");
    }

    [Fact]
    public async Task Only_loopback_is_answered_unless_asked()
    {
        var others = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), Cancel)).Where(address => !IPAddress.IsLoopback(address)).ToList();
        foreach (var address in others.Where(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork))
        {
            using var client = new System.Net.Sockets.TcpClient();
            await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => client.ConnectAsync(address, new Uri(browser.Address).Port, Cancel).AsTask());
        }
    }

    [Fact]
    public async Task A_host_without_a_token_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => DashboardServer.StartAsync(browser.ShownSubjects, new ServerOptions { Port = 0, Host = "0.0.0.0" }));

    [Fact]
    public async Task A_token_is_demanded_once_and_then_kept_in_a_cookie()
    {
        await using var server = await DashboardServer.StartAsync(browser.ShownSubjects, new ServerOptions { Port = 0, Host = "127.0.0.1", Token = "open sesame" });
        var root = server.Address.Split('?')[0];
        Assert.Equal(root + "?token=open%20sesame", server.Address);
        foreach (var path in (string[])["", "units", "site.css", "pictures/rows/1", "_blazor/negotiate", "?token=", "?token=open", "unit/3?token=OPEN%20SESAME"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(root, path)).StatusCode);

        var entered = await AskAsync(root, "units?sort=norm&token=open%20sesame");
        Assert.Equal((HttpStatusCode.Redirect, "/units?sort=norm"), (entered.StatusCode, entered.Headers.Location!.OriginalString));
        var cookie = Assert.Single(entered.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(root, "units", request => request.Headers.Add("Cookie", cookie.Split(';')[0]))).StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await AskAsync(root, "units?token=open%20sesame", request => request.Headers.Host = "evil.example")).StatusCode);
    }

    private static async Task<HttpResponseMessage> AskAsync(string root, string path, Action<HttpRequestMessage>? change = null)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(root + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        change?.Invoke(request);
        return await client.SendAsync(request, Cancel);
    }
}
