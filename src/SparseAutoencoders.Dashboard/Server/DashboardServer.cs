using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using SparseAutoencoders.Dashboard.Pages;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Server;

/// <summary>The pages, on this machine's loopback unless asked otherwise.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private const string Forever = "private, max-age=31536000, immutable";

    private readonly WebApplication _application;

    private DashboardServer(WebApplication application, string address) => (_application, Address) = (application, address);

    /// <summary>Where the pages are, with the token if there is one.</summary>
    public string Address { get; }

    /// <summary>Begins to answer.</summary>
    /// <param name="subjects">What is shown. The caller starts and disposes its subjects.</param>
    /// <param name="options">Where.</param>
    /// <exception cref="ArgumentException">A host was given without a token, or is neither an address nor a name of this machine.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<DashboardServer> StartAsync(ShownSubjects subjects, ServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Host is not null && string.IsNullOrEmpty(options.Token))
            throw new ArgumentException("host: other machines may only ask who know a token, and none is given. Give one.");
        try
        {
            return await Listen(subjects, options, options.Port ?? ServerOptions.UsualPort);
        }
        catch (IOException) when (options.Port is null)
        {
            return await Listen(subjects, options, 0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(soon.Token);
        await _application.DisposeAsync();
    }

    private static async Task<DashboardServer> Listen(ShownSubjects subjects, ServerOptions options, int port)
    {
        // Nothing is read from the environment or from settings files: what the command line says is all there is.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            void Plain(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;
            if (options.Host is null && port != 0) kestrel.ListenLocalhost(port, Plain);
            else kestrel.Listen(options.Host is null ? IPAddress.Loopback : Resolve(options.Host), port, Plain);
        });
        builder.Services.AddRouting();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();       // keys are never written down
        builder.Services.AddSingleton(subjects);
        builder.Services.AddSingleton<IPlace, ServerPlace>();

        var application = builder.Build();
        var guard = new Guard(options.Host, options.Token);
        application.Use((context, next) => guard.Invoke(context, () => next(context)));
        application.Use(async (context, next) =>
        {
            // A page's connection stays open and is no answer.
            var isAnswer = !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal);
            using var first = isAnswer ? subjects.First.AnswersFirst.Answer() : null;
            using var second = isAnswer ? subjects.Second?.AnswersFirst.Answer() : null;
            await next(context);
        });
        application.UseRouting();
        application.UseStatusCodePagesWithReExecute("/missing");
        application.UseAntiforgery();
        foreach (var (path, name, type) in Assets.All)
        {
            var bytes = Assets.Read(name);
            application.MapGet(path, () => Results.Bytes(bytes, type));
        }
        MapPictures(application, subjects);
        application.MapRazorComponents<Document>().AddInteractiveServerRenderMode(render => render.ContentSecurityFrameAncestorsPolicy = null);   // Guard says it
        try
        {
            await application.StartAsync();
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
        var bound = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var name2 = options.Host is null ? "localhost" : options.Host is "0.0.0.0" or "::" ? Dns.GetHostName() : options.Host.Contains(':', StringComparison.Ordinal) ? $"[{options.Host}]" : options.Host;
        return new DashboardServer(application, $"http://{name2}:{bound.Port}/{(options.Token is { } token ? $"?token={Uri.EscapeDataString(token)}" : "")}");
    }

    /// <summary>Pictures by number alone: there is no name in these addresses that could lead to a file.</summary>
    private static void MapPictures(WebApplication application, ShownSubjects subjects)
    {
        application.MapGet("/pictures/{kind:regex(^(encoder|decoder)$)}/{mark}/{units}", (HttpContext context, string kind, string mark, string units) =>
        {
            var model = new[] { subjects.First.Now.Model, subjects.Second?.Now.Model }.FirstOrDefault(model => model?.Mark == mark) ?? subjects.First.Now.Model;
            if (model?.Model.Image is null || TileList.Parse(units, model.Units) is not { } tiles) return Results.NotFound();
            if (model.Mark == mark) context.Response.Headers.CacheControl = Forever;
            return Results.Bytes(Drawn.Weights(model, kind == "decoder", tiles), "image/png");
        });
        application.MapGet("/pictures/rows/{numbers}", (string numbers) =>
            subjects.First is not { Rows: { } rows } subject || (rows.Image ?? subject.Now.Model?.Model.Image) is null || TileList.Parse(numbers, rows.Count) is not { } tiles
                ? Results.NotFound()
                : Results.Bytes(Drawn.Rows(subject, tiles), "image/png"));
    }

    private static IPAddress Resolve(string host)
    {
        if (IPAddress.TryParse(host, out var address)) return address;
        try
        {
            return Dns.GetHostAddresses(host).First();
        }
        catch (Exception failure) when (failure is SocketException or InvalidOperationException)
        {
            throw new ArgumentException($"host: {host} is neither an address nor a name of this machine. Give an address such as 0.0.0.0 (all of this machine's).");
        }
    }
}
