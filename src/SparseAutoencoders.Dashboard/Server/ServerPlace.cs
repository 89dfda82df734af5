using System.Globalization;
using SparseAutoencoders.Dashboard.Parts;
using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Server;

/// <summary>Addresses on the server, relative to its root.</summary>
internal sealed class ServerPlace(ShownSubjects subjects) : IPlace
{
    public bool IsLive => true;

    public string Overview => "";

    public string? Compare => subjects.Second is null ? null : "compare";

    public string? Rows => subjects.First.Rows is null ? null : "rows";

    public string Units(UnitQuery query) => "units" + query.ToAddress();

    public string? Unit(int unit, Subject? of = null) => Address(of is not null && of == subjects.Second ? "compare/unit" : "unit", unit);

    public string? Row(int row) => subjects.First.Rows is null ? null : Address("row", row);

    public string? SimilarTo(int row) => Row(row) is { } address ? address + "/similar" : null;

    public int? UnitBeside(int unit, int step) => Within(unit + step, subjects.First.Now.Model?.Units ?? 0);

    public int? RowBeside(int row, int step) => Within(row + step, subjects.First.Rows?.Count ?? 0);

    public bool CanSet(int row, RowStudy study, IReadOnlyList<UnitShare> shares) => true;

    public PictureTile Weights(ShownModel model, int unit, bool decoder = false, IReadOnlyList<int>? among = null) =>
        TileList.PictureTile($"pictures/{(decoder ? "decoder" : "encoder")}/{model.Mark}", among ?? [unit], unit);

    public PictureTile RowPicture(Subject subject, int row, IReadOnlyList<int> among) => TileList.PictureTile("pictures/rows", among, row);

    private static int? Within(int number, int count) => number >= 0 && number < count ? number : null;

    private static string Address(string page, int number) => string.Create(CultureInfo.InvariantCulture, $"{page}/{number}");
}
