using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SkiaSharp;
using SparseAutoencoders.Dashboard.Server;
using SparseAutoencoders.Dashboard.Tests.Browser;

namespace SparseAutoencoders.Dashboard.Tests.Server;

/// <summary>Pictures that are seen together come in one answer.</summary>
public sealed class TileListTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("decoder", "writes")]
    [InlineData("encoder", "looks for")]
    public async Task A_tile_shows_the_unit_it_names_whatever_the_order(string kind, string says)
    {
        using var client = new HttpClient { BaseAddress = new Uri(browser.Address) };
        var page = await client.GetStringAsync(new Uri("units?sort=norm&order=down", UriKind.Relative), TestContext.Current.CancellationToken);
        var tiles = Regex.Matches(page, $"""viewBox="0 (\d+) 28 28"[^>]*aria-label="{says}"[^>]*><image href="([^"]+)".*?class="number">(\d+)<""", RegexOptions.Singleline);
        Assert.Equal(36, tiles.Count);
        Assert.Equal(2, tiles.Select(tile => tile.Groups[2].Value).Distinct().Count());
        foreach (var tile in tiles.Where((_, place) => place % 5 == 0))
        {
            using var sheet = await PictureAsync(client, tile.Groups[2].Value);
            using var alone = await PictureAsync(client, $"pictures/{kind}/{browser.ShownSubjects.First.Now.Model!.Mark}/{tile.Groups[3].Value}");
            var from = int.Parse(tile.Groups[1].Value, CultureInfo.InvariantCulture) * sheet.Width;
            Assert.Equal(alone.Pixels, sheet.Pixels[from..(from + 28 * 28)]);
        }
    }

    [Theory]
    [InlineData("5", new[] { 5 })]
    [InlineData("35.0.17", new[] { 35, 0, 17 })]
    [InlineData("36", null)]
    [InlineData("-1", null)]
    [InlineData("1.", null)]
    [InlineData("1.x", null)]
    [InlineData("99999999999", null)]
    public void Numbers_of_an_address_are_those_there_are(string text, int[]? numbers) => Assert.Equal(numbers, TileList.Parse(text, 36));

    [Fact]
    public async Task More_pictures_than_an_address_of_ours_names_are_refused()
    {
        string Address(int count) => $"{browser.Address}pictures/rows/{string.Join('.', Enumerable.Range(0, count))}";
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(Address(TileList.Most)), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri(Address(TileList.Most + 1)), TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<SKBitmap> PictureAsync(HttpClient client, string address) =>
        SKBitmap.Decode(await client.GetByteArrayAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken));
}
