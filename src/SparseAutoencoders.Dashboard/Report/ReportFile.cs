using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Report;

/// <summary>The pages as one file that needs nothing beside it.</summary>
public static class ReportFile
{
    /// <summary>Writes a report, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subjects">What is shown, completed.</param>
    /// <param name="options">How much of it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, ShownSubjects subjects, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        ArgumentNullException.ThrowIfNull(options);
        var place = new ReportPlace(subjects, options);
        await using var services = new ServiceCollection().AddSingleton(subjects).AddSingleton<IPlace>(place).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        var body = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<ReportDocument>(ParameterView.Empty)).ToHtmlString());
        var packed = new PackedParts();
        var (style, script) = (Text("site.css") + Text("report.css"), Text("report.js"));
        WholeFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            writer.Write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
            writer.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src '{Digest(style)}'; script-src '{Digest(script)}'\">\n");
            writer.Write($"<title>{WebUtility.HtmlEncode(subjects.First.Name)}</title>\n<style>{style}</style>\n</head>\n<body>\n");
            writer.Write(packed.Take(body));
            WritePictures(writer, place, subjects);
            writer.Write($"\n<script type=\"application/json\" id=\"numbers\">{place.Numbers.ToJson()}</script>");
            writer.Write($"\n<script type=\"application/octet-stream\" id=\"packed\">{packed.ToText()}</script>");
            writer.Write($"\n<script>{script}</script>\n</body>\n</html>\n");
        });
    }

    private static void WritePictures(StreamWriter writer, ReportPlace place, ShownSubjects subjects)
    {
        if ((subjects.First.Rows?.Image ?? subjects.First.Now.Model?.Model.Image) is not { } shape) return;
        writer.Write("\n<template id=\"pictures\"><svg class=\"hidden\" aria-hidden=\"true\">");
        foreach (var (name, png) in place.Pictures)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"<symbol id=\"{name}\" viewBox=\"0 0 {shape.Width} {shape.Height}\"><image width=\"{shape.Width}\" height=\"{shape.Height}\" href=\"{Drawn.Png(png)}\"/></symbol>\n"));
        writer.Write("</svg></template>");
    }

    internal static string Text(string name) => Encoding.UTF8.GetString(Assets.Read(name)).ReplaceLineEndings("\n");

    private static string Digest(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
