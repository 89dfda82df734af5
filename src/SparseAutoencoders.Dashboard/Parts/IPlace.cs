using SparseAutoencoders.Dashboard.Showing;

namespace SparseAutoencoders.Dashboard.Parts;

/// <summary>Where the pages are drawn: on a server, or in one file. Says how one leads to another and where pictures come from.</summary>
public interface IPlace
{
    /// <summary>True where what is touched is answered.</summary>
    bool IsLive { get; }

    /// <summary>The overview's address.</summary>
    string Overview { get; }

    /// <summary>The comparison's address; null if there is nothing to compare.</summary>
    string? Compare { get; }

    /// <summary>The rows' address; null without rows.</summary>
    string? Rows { get; }

    /// <summary>The units' address.</summary>
    string Units(UnitQuery query);

    /// <summary>A unit's address; null if it has no page.</summary>
    /// <param name="unit">Which unit.</param>
    /// <param name="of">Whose: one of those shown; null for the first.</param>
    string? Unit(int unit, Subject? of = null);

    /// <summary>A row's address; null if it has no page.</summary>
    string? Row(int row);

    /// <summary>The address of the rows that are most like one; null where that is not worked out.</summary>
    string? SimilarTo(int row);

    /// <summary>The nearest unit before (−1) or after (1) one that has a page; null if there is none.</summary>
    int? UnitBeside(int unit, int step);

    /// <summary>The nearest row before (−1) or after (1) one that has a page; null if there is none.</summary>
    int? RowBeside(int row, int step);

    /// <summary>Whether units can be set on a row's page. A file takes up what its script needs for that.</summary>
    /// <param name="row">Which row.</param>
    /// <param name="study">The row in the model.</param>
    /// <param name="shares">The units that can be set.</param>
    bool CanSet(int row, RowStudy study, IReadOnlyList<UnitShare> shares);

    /// <summary>Where a picture of weights is.</summary>
    /// <param name="model">The model: one of those shown.</param>
    /// <param name="unit">Which unit.</param>
    /// <param name="decoder">Of W_d instead of W_e.</param>
    /// <param name="among">The units that are shown together with it, itself among them; null if it is shown alone.</param>
    PictureTile Weights(ShownModel model, int unit, bool decoder = false, IReadOnlyList<int>? among = null);

    /// <summary>Where a picture of a row is.</summary>
    /// <param name="subject">Where the rows are.</param>
    /// <param name="row">Which row.</param>
    /// <param name="among">The rows that are shown together with it, itself among them.</param>
    PictureTile RowPicture(Subject subject, int row, IReadOnlyList<int> among);
}
