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
    string? Unit(int unit);

    /// <summary>A row's address; null if it has no page.</summary>
    string? Row(int row);

    /// <summary>Address of a picture of weights.</summary>
    /// <param name="model">The model: one of those shown.</param>
    /// <param name="unit">Which unit.</param>
    /// <param name="decoder">Of W_d instead of W_e.</param>
    string Weights(ShownModel model, int unit, bool decoder = false);

    /// <summary>Address of a picture of a row.</summary>
    string RowPicture(Subject subject, int row);
}
