using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Sae.Tests;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;

[assembly: AssemblyFixture(typeof(SparseAutoencoders.Dashboard.Tests.Browser.BrowserFixture))]

namespace SparseAutoencoders.Dashboard.Tests.Browser;

/// <summary>One browser for all tests, and two small models of clothing with a server that shows them.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private readonly TemporaryFolder _folder = new();
    private IPlaywright? _playwright;
    private DashboardServer? _server;
    private IRows? _rows;

    /// <summary>Where screenshots are left, to be looked at.</summary>
    public static string Screenshots { get; } = Directory.CreateDirectory(Path.Combine(Tool.Repository, "artifacts", "screenshots")).FullName;

    public IBrowser Chromium { get; private set; } = null!;

    public string Address => _server!.Address;

    public ShownSubjects ShownSubjects { get; private set; } = null!;

    public IRows Rows => _rows!;

    /// <summary>A trained model's file.</summary>
    public string Model => _folder["model.safetensors"];

    public async ValueTask InitializeAsync()
    {
        _rows = Choices.BuiltIn.Open(Tool.Images).Slice(0, 1200);
        Train(Model, new KlOptions { Rho = 0.1 });
        Train(_folder["held.safetensors"], new HeldOptions { Rho = 0.1 });
        ShownSubjects = new ShownSubjects(Subject.OfModel(Model, _rows), Subject.OfModel(_folder["held.safetensors"], _rows));
        ShownSubjects.First.Complete();
        ShownSubjects.Second!.Complete();
        _server = await DashboardServer.StartAsync(ShownSubjects, new ServerOptions { Port = 0 });
        if (!File.Exists(Program)) return;
        _playwright = await Playwright.CreateAsync();
        Chromium = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_playwright is not null) await Chromium.CloseAsync();
        _playwright?.Dispose();
        await _server!.DisposeAsync();
        ShownSubjects.First.Dispose();
        ShownSubjects.Second!.Dispose();
        _folder.Dispose();
    }

    /// <summary>Opens a window of its own; the test is skipped on a machine without the browser, which ./test installs.</summary>
    public async Task<Window> OpenAsync(int width = 1280, bool dark = false, bool offline = false)
    {
        Assert.SkipUnless(_playwright is not null, $"{Program} is missing. ./test installs it.");
        var context = await Chromium.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Offline = offline,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);          // as long: on a busy machine 5 s are not enough for a page to come back
        return new Window(context, await context.NewPageAsync());
    }

    private void Train(string path, SparsityOptions sparsity) =>
        SparseAutoencoder.Train(_rows!, new TrainingOptions { HiddenUnits = 36, Sparsity = sparsity, Optimizer = new AdamOptions { Epochs = 6 }, Seed = 3 }).Save(path);
}

/// <summary>A browser window that notes what went wrong in it.</summary>
public sealed class Window : IAsyncDisposable
{
    /// <summary>A script that is true once every picture has come: images, and drawings that show a part of one.</summary>
    public const string PicturesAreThere = """
        () => [...document.images].every(image => image.complete && image.naturalWidth > 0)
            && [...document.querySelectorAll('svg > image')].map(image => new URL(image.href.baseVal, document.baseURI).href)
                .every(address => address.startsWith('data:') || performance.getEntriesByName(address).some(entry => entry.responseStatus === 200))
        """;

    private const string SeriousViolations = """
        async rule => {
            const options = { resultTypes: ['violations'], ...rule && { runOnly: { type: 'rule', values: [rule] } } };
            return (await axe.run(document, options)).violations.filter(violation => violation.impact === 'serious' || violation.impact === 'critical')
                .map(violation => `${violation.id}: ${violation.help} ${violation.nodes.slice(0, 3).map(node => node.html).join(' | ')}`);
        }
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = [];

    public Window(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _faults.Enqueue($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _faults.Enqueue(error);
        page.Request += (_, request) => Requests.Enqueue(request.Url);
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Goes to an address, and waits until the page answers to what is touched.</summary>
    public async Task GoAsync(string address)
    {
        await Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        if (address.StartsWith("http", StringComparison.Ordinal)) await ConnectedAsync();
    }

    /// <summary>Waits for the page's connection.</summary>
    public Task ConnectedAsync() => Page.WaitForFunctionAsync("() => document.querySelector('main').dataset.live === 'true'");

    public Task<string> TextAsync() => Page.Locator("main").InnerTextAsync();

    /// <summary>Nothing was said in the console, nothing is wider than the window, nothing came from elsewhere, and axe finds nothing serious.</summary>
    /// <param name="origin">What all addresses begin with.</param>
    /// <param name="rules">Which of axe's rules: none, "all", or one by its name. It takes its time.</param>
    public async Task IsSoundAsync(string origin, string rules = "")
    {
        await Page.WaitForFunctionAsync(PicturesAreThere);
        Assert.Empty(_faults);
        Assert.All(Requests, url => Assert.True(url.StartsWith(origin, StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal), url));
        var (content, window) = (await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), await Page.EvaluateAsync<int>("() => innerWidth"));
        Assert.True(content <= window, $"The page is {content} pixels wide in a window of {window}.");
        if (rules.Length == 0) return;
        // Run within the page: the package for Playwright opens a page of its own each time, for two seconds.
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window")) await Page.EvaluateAsync(Axe);
        Assert.Empty(await Page.EvaluateAsync<string[]>(SeriousViolations, rules == "all" ? null : rules));
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
