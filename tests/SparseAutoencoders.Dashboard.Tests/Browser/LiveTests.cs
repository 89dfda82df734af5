using System.Globalization;
using Microsoft.Playwright;
using Sae.Tests;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>Pages follow a run as it goes on, by themselves.</summary>
public sealed class LiveTests(BrowserFixture browser) : IDisposable
{
    private static readonly string[] Train = ["train", Tool.Images, "--rows", "1200", "--hidden", "25", "--output", "m.safetensors"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_of_another_process_is_followed_also_after_the_server_restarts_and_shows_as_stopped_when_killed()
    {
        using var subject = Subject.OfRun(_folder["run"], browser.Rows);
        subject.Start();
        var server = await DashboardServer.StartAsync(new ShownSubjects(subject), new ServerOptions { Port = 0 });
        await using var window = await browser.OpenAsync();
        await window.GoAsync(server.Address);
        await SaysAsync(window, "Waiting for the first figures.");
        await window.IsSoundAsync(server.Address);

        using var run = Tool.Start(_folder.Path, [.. Train, "--epochs", "100000", "--run-dir", "run"]);
        var error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await SaysAsync(window, "Running.");
        await GoesOnAsync(window);
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("25 hidden units on 784 inputs");
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("explained variance");
        await window.IsSoundAsync(server.Address);
        await window.Page.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "running-1280-light.png"), FullPage = true });

        var port = new Uri(server.Address).Port;
        await server.DisposeAsync();
        await Assertions.Expect(window.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await using var again = await DashboardServer.StartAsync(new ShownSubjects(subject), new ServerOptions { Port = port });
        await Assertions.Expect(window.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        await window.ConnectedAsync();
        await GoesOnAsync(window);

        run.Kill();
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        await error;
        await SaysAsync(window, "Stopped before its end.");
    }

    [Fact]
    public async Task Training_with_watch_shows_itself_and_stays_until_it_is_told_to_stop()
    {
        using var run = Tool.Start(_folder.Path, [.. Train, "--epochs", "20", "--watch", "--port", "0"]);
        const string Said = "the pages are at ";
        var line = await run.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith(Said, line, StringComparison.Ordinal);
        var address = line![Said.Length..];
        await using var window = await browser.OpenAsync();
        await window.GoAsync(address);
        await SaysAsync(window, "Finished.");
        await SaysAsync(window, "Epoch 20 of 20");
        await window.GoAsync(address + "unit/3");
        await Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync("Rows that excite it most");
        await window.IsSoundAsync(address);
        Assert.False(run.HasExited);
        Tool.RunOther("kill", _folder.Path, "-INT", run.Id.ToString(CultureInfo.InvariantCulture)).Ok();
        var error = await run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(run.ExitCode == 0, error);
        Assert.Equal(["m.safetensors"], _folder.Names);
    }

    [Fact]
    public async Task Serve_prints_its_address_and_ends_when_told()
    {
        using var serve = Tool.Start(_folder.Path, ["serve", browser.Model, Tool.Images, "--rows", "50", "--port", "0"]);
        var line = await serve.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        Assert.Contains("36 hidden units", await client.GetStringAsync(new Uri(line!.Split(' ')[^1]), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Tool.RunOther("kill", _folder.Path, "-TERM", serve.Id.ToString(CultureInfo.InvariantCulture)).Ok();
        await serve.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, serve.ExitCode);
    }

    private static Task SaysAsync(Window window, string words) => Assertions.Expect(window.Page.Locator(".state")).ToContainTextAsync(words, new() { Timeout = 60_000 });

    private static async Task GoesOnAsync(Window window)
    {
        var before = await window.Page.Locator(".state").InnerTextAsync();
        await Assertions.Expect(window.Page.Locator(".state")).Not.ToHaveTextAsync(before);
        await Assertions.Expect(window.Page.Locator(".state")).ToContainTextAsync("Epoch");
    }
}
