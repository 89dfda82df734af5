using System.Globalization;
using SparseAutoencoders.Dashboard.Parts;

namespace SparseAutoencoders.Dashboard.Server;

/// <summary>Numbers of units or rows whose pictures come in one answer, as an address holds them: "4.17.5". A browser asks for six things at a time and each takes
/// its turn, so a page of 120 pictures is drawn in a few answers instead of 120.</summary>
internal static class TileList
{
    /// <summary>Tiles of one picture: few enough that addresses stay short and the first of them are there soon.</summary>
    public const int Most = 24;

    /// <summary>Where the picture of one of several things is that are shown together.</summary>
    /// <param name="path">What their address begins with.</param>
    /// <param name="all">All of them.</param>
    /// <param name="one">One of them.</param>
    public static PictureTile PictureTile(string path, IReadOnlyList<int> all, int one)
    {
        var place = 0;
        while (all[place] != one) place++;
        var tiles = all.Skip(place / Most * Most).Take(Most).ToArray();
        return new PictureTile($"{path}/{string.Join('.', tiles.Select(tile => tile.ToString(CultureInfo.InvariantCulture)))}", place % Most, tiles.Length);
    }

    /// <summary>The numbers that an address holds; null if one is not below the count, or if there are too many.</summary>
    public static IReadOnlyList<int>? Parse(string text, int count)
    {
        var words = text.Split('.', Most + 1);
        var numbers = words.Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < count ? number : -1).ToArray();
        return numbers.Length > Most || numbers.Contains(-1) ? null : numbers;
    }
}
